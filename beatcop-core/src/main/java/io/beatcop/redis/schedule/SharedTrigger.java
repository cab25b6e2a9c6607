package io.beatcop.redis.schedule;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A trigger of a shared schedule, as an operator sees it.
 *
 * @param job whose trigger it is
 * @param plan when it fires, in some words
 * @param state {@code waiting}, {@code paused}, {@code complete} or {@code error}
 * @param next its next time, as the holder wrote it last
 * @param previous its time before that
 * @param times how often it was fired, for the kinds that count
 * @param calendar the calendar that it goes by
 */
public record SharedTrigger(
    ItemName name,
    ItemName job,
    String plan,
    String state,
    Optional<Instant> next,
    Optional<Instant> previous,
    OptionalLong times,
    Optional<String> calendar) {

  static final String WAITING = "waiting";
  static final String PAUSED = "paused";
  static final String COMPLETE = "complete";

  /**
   * Reads a trigger.
   *
   * @param state the text of its state; empty if it just waits
   * @param progress the progress that the holder has noted of it; empty if none
   * @throws IllegalArgumentException if the text is none
   */
  static SharedTrigger read(
      ItemName name, String text, Optional<String> state, Optional<String> progress) {
    JsonObject fields = JsonObject.parse(text);
    JsonObject moved = progress.map(JsonObject::parse).orElse(fields);
    return new SharedTrigger(
        name,
        job(fields),
        plan(fields),
        state.orElse(WAITING),
        instant(moved.number("next")),
        instant(moved.number("previous")),
        moved.number("times"),
        fields.text("calendar"));
  }

  /** The job of a trigger. */
  static ItemName job(JsonObject trigger) {
    return new ItemName(ItemName.JOB, trigger.required("jobGroup"), trigger.required("job"));
  }

  private static String plan(JsonObject trigger) {
    String every = "every " + trigger.number("interval", 0) + " ";
    return switch (trigger.text("kind").orElse("")) {
      case "cron" -> trigger.text("expression").orElse("?");
      case "simple" ->
          trigger.number("count", 0) == 0
              ? "once"
              : every + "ms" + times(trigger.number("count", 0));
      case "interval" -> every + unit(trigger);
      case "daily" ->
          every
              + unit(trigger)
              + " a day, from "
              + ofDay(trigger, "from")
              + (trigger.list("to").isEmpty() ? "" : " to " + ofDay(trigger, "to"));
      default -> "?";
    };
  }

  private static String times(long repeats) {
    return repeats < 0 ? "" : ", " + (repeats + 1) + " times";
  }

  private static String unit(JsonObject trigger) {
    return trigger.text("unit").orElse("?").toLowerCase(Locale.ROOT) + "s";
  }

  private static String ofDay(JsonObject trigger, String field) {
    return String.format(
        Locale.ROOT, "%02d:%02d:%02d", trigger.list(field).stream().limit(3).toArray());
  }

  private static Optional<Instant> instant(OptionalLong millis) {
    return millis.isPresent()
        ? Optional.of(Instant.ofEpochMilli(millis.getAsLong()))
        : Optional.empty();
  }
}
