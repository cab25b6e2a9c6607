package io.beatcop.quartz.schedule;

import io.beatcop.redis.schedule.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.quartz.JobDataMap;
import org.quartz.JobPersistenceException;

/**
 * Job data as JSON: texts, numbers, booleans and dates, each as the Java type that it had, and the
 * {@link JavaValues} that the user has allowed (S-2).
 *
 * <p>A text, a boolean and an {@code Integer} stand for themselves. Any other value is a list of
 * its type and its text, such as {@code ["long","5"]}.
 */
final class JobDataText {

  private static final String NOTHING = "null";
  private static final String JAVA = "java";

  /** A type of values, by its name in the text. */
  private record Type(String name, Class<?> type, Function<String, Object> read) {}

  private static final List<Type> TYPES =
      List.of(
          new Type("long", Long.class, Long::valueOf),
          new Type("double", Double.class, Double::valueOf),
          new Type("float", Float.class, Float::valueOf),
          new Type("short", Short.class, Short::valueOf),
          new Type("byte", Byte.class, Byte::valueOf),
          new Type("char", Character.class, text -> text.charAt(0)),
          new Type("integer", BigInteger.class, BigInteger::new),
          new Type("decimal", BigDecimal.class, BigDecimal::new),
          new Type("date", Date.class, text -> new Date(Long.parseLong(text))),
          new Type("instant", Instant.class, Instant::parse),
          new Type("localdate", LocalDate.class, LocalDate::parse),
          new Type("localtime", LocalTime.class, LocalTime::parse),
          new Type("localdatetime", LocalDateTime.class, LocalDateTime::parse),
          new Type("offsetdatetime", OffsetDateTime.class, OffsetDateTime::parse),
          new Type("zoneddatetime", ZonedDateTime.class, ZonedDateTime::parse));

  private JobDataText() {}

  /**
   * Writes job data; empty if there are none.
   *
   * @param owner whose data they are, for the message
   * @param values the Java objects that may be among them
   * @throws JobPersistenceException if a value is of another type
   */
  static Optional<JsonObject> write(JobDataMap data, Object owner, JavaValues values)
      throws JobPersistenceException {
    JsonObject object = new JsonObject();
    for (Map.Entry<String, Object> entry : data.entrySet()) {
      object.with(entry.getKey(), written(entry.getKey(), entry.getValue(), owner, values));
    }
    return object.isEmpty() ? Optional.empty() : Optional.of(object);
  }

  private static Object written(String key, @Nullable Object value, Object owner, JavaValues values)
      throws JobPersistenceException {
    if (value == null) {
      return List.of(NOTHING);
    }
    if (value instanceof String || value instanceof Boolean || value instanceof Integer) {
      return value;
    }
    for (Type type : TYPES) {
      if (type.type() == value.getClass()) {
        return List.of(
            type.name(),
            value instanceof Date date ? String.valueOf(date.getTime()) : value.toString());
      }
    }
    String what =
        "the job data of " + owner + " have a " + value.getClass().getName() + " as '" + key + "'";
    return List.of(JAVA, values.write(value, what));
  }

  /**
   * Reads job data.
   *
   * @throws IllegalArgumentException if it is none
   */
  static JobDataMap read(Optional<JsonObject> object, JavaValues values) {
    JobDataMap data = new JobDataMap();
    object.ifPresent(
        fields ->
            fields
                .names()
                .forEach(name -> data.put(name, read(fields.value(name).orElseThrow(), values))));
    data.clearDirtyFlag();
    return data;
  }

  private static @Nullable Object read(Object value, JavaValues values) {
    if (value instanceof Long number) {
      return Math.toIntExact(number);
    }
    if (!(value instanceof List<?> typed)) {
      return value;
    }
    if (typed.get(0).equals(NOTHING)) {
      return null;
    }
    if (typed.get(0).equals(JAVA)) {
      return values.read((String) typed.get(1));
    }
    for (Type type : TYPES) {
      if (type.name().equals(typed.get(0))) {
        return type.read().apply((String) typed.get(1));
      }
    }
    throw new IllegalArgumentException("no type of job data: " + typed.get(0));
  }
}
