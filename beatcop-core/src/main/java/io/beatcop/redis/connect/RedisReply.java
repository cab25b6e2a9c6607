package io.beatcop.redis.connect;

import io.beatcop.lease.LeaseAnswer;
import java.util.List;

/** The result of running a script. */
public sealed interface RedisReply {

  /**
   * The script's own reply.
   *
   * @param fields its elements: text or numbers, as text
   */
  record Fields(List<String> fields) implements RedisReply {}

  /**
   * The script gave no reply.
   *
   * @param answer {@link LeaseAnswer.Unavailable} or {@link LeaseAnswer.Refused}
   */
  record Failure(LeaseAnswer answer) implements RedisReply {}
}
