package io.beatcop.redis;

import io.beatcop.redis.connect.RedisText;
import java.util.List;
import java.util.OptionalLong;

/** The answer to a request to step down. */
public sealed interface StepDownReply {

  /**
   * The holder is asked. It finds the request when it renews.
   *
   * @param holder the node
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

  /** No node has the lease. */
  record Free() implements StepDownReply {}

  /**
   * A node has the key, but waits for a ttl before it acts, so there is no term to end.
   *
   * @param holder the node
   */
  record Pending(String holder) implements StepDownReply {}

  /**
   * The owner of the key can't be asked: it is BeatCop 1.0, or something else.
   *
   * @param holder the value of the key
   */
  record Foreign(String holder) implements StepDownReply {}
}
