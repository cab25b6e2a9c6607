package io.beatcop.redis.schedule;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A JSON object: text, whole numbers, booleans, lists and objects by name.
 *
 * <p>Its text is one line of ASCII, and the same for equal objects. BeatCop brings no library for
 * JSON, and needs no more than this.
 */
public final class JsonObject {

  private final Map<String, Object> fields = new LinkedHashMap<>();

  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException if it is no object of these
   */
  public static JsonObject parse(String text) {
    return new JsonReader(text).document();
  }

  /** Adds a field: a text, a whole number, a boolean, a list of those, or an object. */
  public JsonObject with(String name, Object value) {
    fields.put(name, value);
    return this;
  }

  /** Adds a field, if there is a value. */
  public JsonObject with(String name, Optional<?> value) {
    value.ifPresent(present -> fields.put(name, present));
    return this;
  }

  /** The same object without a field. */
  public JsonObject without(String name) {
    fields.remove(name);
    return this;
  }

  public boolean isEmpty() {
    return fields.isEmpty();
  }

  public Set<String> names() {
    return fields.keySet();
  }

  public Optional<Object> value(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  public Optional<String> text(String name) {
    return of(name, String.class);
  }

  /** A text that must be there. */
  public String required(String name) {
    return text(name).orElseThrow(() -> new IllegalArgumentException(name + " is missing"));
  }

  public OptionalLong number(String name) {
    Optional<Long> number = of(name, Long.class);
    return number.isPresent() ? OptionalLong.of(number.get()) : OptionalLong.empty();
  }

  public long number(String name, long otherwise) {
    return number(name).orElse(otherwise);
  }

  public boolean flag(String name) {
    return of(name, Boolean.class).orElse(false);
  }

  public Optional<JsonObject> object(String name) {
    return of(name, JsonObject.class);
  }

  public List<?> list(String name) {
    return of(name, List.class).orElse(List.of());
  }

  private <T> Optional<T> of(String name, Class<T> type) {
    Object value = fields.get(name);
    if (value != null && !type.isInstance(value)) {
      throw new IllegalArgumentException(name + " is no " + type.getSimpleName());
    }
    return Optional.ofNullable(type.cast(value));
  }

  /** The JSON. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    write(this, text);
    return text.toString();
  }

  private static void write(Object value, StringBuilder into) {
    if (value instanceof JsonObject object) {
      String before = "{";
      for (Map.Entry<String, Object> field : object.fields.entrySet()) {
        into.append(before);
        quote(field.getKey(), into);
        into.append(':');
        write(field.getValue(), into);
        before = ",";
      }
      into.append(object.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> list) {
      String before = "[";
      for (Object each : list) {
        into.append(before);
        write(each, into);
        before = ",";
      }
      into.append(list.isEmpty() ? "[]" : "]");
    } else if (value instanceof String text) {
      quote(text, into);
    } else if (value instanceof Long || value instanceof Integer || value instanceof Boolean) {
      into.append(value);
    } else {
      throw new IllegalArgumentException("no value of JSON: " + value.getClass());
    }
  }

  private static void quote(String text, StringBuilder into) {
    into.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        into.append('\\').append(c);
      } else if (c >= ' ' && c < 0x7f) {
        into.append(c);
      } else {
        into.append(String.format("\\u%04x", (int) c));
      }
    }
    into.append('"');
  }
}
