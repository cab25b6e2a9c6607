package io.beatcop.redis;

import io.beatcop.redis.connect.RedisText;
import java.time.Instant;
import java.util.Optional;

/**
 * An operator's note at a lease. In Redis it is {@code MILLIS WHO WHY}.
 *
 * @param at when it was written, by the operator's clock; the epoch if somebody wrote it by hand
 * @param by who wrote it, without spaces
 * @param reason the reason, in the operator's words; may be empty
 */
public record OperatorNote(Instant at, String by, String reason) {

  /** Makes one word of the name, and one line of the reason, since they are read back so. */
  public OperatorNote {
    by = by.isBlank() ? "somebody" : RedisText.visible(by.strip().replaceAll("\\s+", "-"));
    reason = RedisText.visible(reason.strip().replaceAll("\\s+", " "));
  }

  /** Reads a note. Any other text counts as a reason. */
  static OperatorNote parse(String text) {
    String[] words = text.split(" ", 3);
    Optional<Instant> at = RedisText.instant(words[0]);
    return words.length < 2 || at.isEmpty()
        ? new OperatorNote(Instant.EPOCH, "somebody", text)
        : new OperatorNote(at.get(), words[1], words.length == 3 ? words[2] : "");
  }

  /** The note as Redis keeps it. */
  String encoded() {
    return at.toEpochMilli() + " " + by + (reason.isEmpty() ? "" : " " + reason);
  }

  /** A pause in words. */
  static String paused(String text) {
    return "paused by " + parse(text);
  }

  /** The request in the answer to a renewal, in words: its kind, and its note. */
  static String asked(String leave) {
    String note = leave.substring(leave.indexOf(' ') + 1);
    return leave.startsWith("paused ") ? paused(note) : "to step down, by " + parse(note);
  }

  /** The author and the reason, as a clause. */
  @Override
  public String toString() {
    return by + (reason.isEmpty() ? "" : ": " + reason);
  }
}
