package io.beatcop.redis;

import io.beatcop.redis.connect.RedisText;
import java.util.List;
import java.util.OptionalLong;

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
      case "asked" -> {
        OptionalLong token = RedisText.token(reply.get(2));
        yield token.isPresent()
            ? new Asked(RedisText.visible(reply.get(1)), token.getAsLong())
            : new Foreign(RedisText.visible(reply.get(1)));
      }
      case "pending" -> new Pending(RedisText.visible(reply.get(1)));
      case "foreign" -> new Foreign(RedisText.visible(reply.get(1)));
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
