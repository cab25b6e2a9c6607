package io.beatcop.redis;

import java.util.List;

/** What came of asking for a step-down. */
public sealed interface StepDownReply {

  /**
   * The holder is asked, and finds it when it renews.
   *
   * @param holder who
   * @param token the token of the term that is asked to end
   */
  record Asked(String holder, long token) implements StepDownReply {}

  /** Reads the reply of {@code step-down.lua}. */
  static StepDownReply decoded(List<String> reply) {
    return switch (reply.get(0)) {
      case "asked" -> new Asked(reply.get(1), Long.parseLong(reply.get(2)));
      case "pending" -> new Pending(reply.get(1));
      case "foreign" -> new Foreign(reply.get(1));
      default -> new Free();
    };
  }

  /** Nobody has the lease. */
  record Free() implements StepDownReply {}

  /**
   * A node has the key, but waits for a ttl before it acts, so there is no term to end.
   *
   * @param holder who
   */
  record Pending(String holder) implements StepDownReply {}

  /**
   * Whoever has the key can't be asked: it is BeatCop 1.0, or something else.
   *
   * @param holder the value of the key
   */
  record Foreign(String holder) implements StepDownReply {}
}
