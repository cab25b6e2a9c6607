package io.beatcop.redis.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The run of a job of a shared schedule that has begun or ended last, as its node has noted it some
 * moments ago. A node that dies notes nothing.
 *
 * @param node where it runs, or ran
 * @param begun when it began, by that node's clock
 * @param took how long it took; empty if it still runs
 * @param failure what it failed with; empty if it did not fail
 */
public record LastRun(
    String node, Instant begun, Optional<Duration> took, Optional<String> failure) {

  /** How much of a failure's message is kept, in characters. */
  public static final int LONGEST_FAILURE = 200;

  /** The text of a run. */
  public String text() {
    return new JsonObject()
        .with("node", node)
        .with("begun", begun.toEpochMilli())
        .with("took", took.map(Duration::toMillis))
        .with("failure", failure)
        .toString();
  }

  /**
   * Reads a run.
   *
   * @throws IllegalArgumentException if the text is none
   */
  static LastRun parse(String text) {
    JsonObject fields = JsonObject.parse(text);
    OptionalLong took = fields.number("took");
    return new LastRun(
        fields.required("node"),
        Instant.ofEpochMilli(
            fields.number("begun").orElseThrow(() -> new IllegalArgumentException(text))),
        took.isPresent() ? Optional.of(Duration.ofMillis(took.getAsLong())) : Optional.empty(),
        fields.text("failure"));
  }
}
