package io.beatcop.redis;

import java.time.Instant;
import java.util.Optional;

/**
 * What an operator left at a lease: in Redis {@code MILLIS WHO WHY}, where the reason may be empty.
 *
 * @param at when, by the operator's clock; empty if somebody wrote something else by hand
 * @param by who, without spaces
 * @param reason why, in the operator's words; may be empty
 */
public record Notice(Optional<Instant> at, String by, String reason) {

  /** Reads a notice; what is not one counts as a reason. */
  static Notice parse(String text) {
    String[] words = text.split(" ", 3);
    if (words.length < 2 || !words[0].matches("\\d{1,15}")) {
      return new Notice(Optional.empty(), "somebody", text);
    }
    Instant at = Instant.ofEpochMilli(Long.parseLong(words[0]));
    return new Notice(Optional.of(at), words[1], words.length == 3 ? words[2] : "");
  }

  /** As it is kept in Redis. */
  String encoded() {
    return at.map(Instant::toEpochMilli).orElse(0L)
        + " "
        + by.replaceAll("\\s+", "-")
        + " "
        + reason;
  }

  /** A pause in words. */
  static String paused(String text) {
    return "paused by " + parse(text);
  }

  /** What a renewal is answered, in words: the kind of request, and a notice. */
  static String asked(String leave) {
    int space = leave.indexOf(' ');
    String notice = leave.substring(space + 1);
    return leave.startsWith("paused ") ? paused(notice) : "to step down, by " + parse(notice);
  }

  /** Who and why, as a clause. */
  @Override
  public String toString() {
    return by + (reason.isEmpty() ? "" : ": " + reason);
  }
}
