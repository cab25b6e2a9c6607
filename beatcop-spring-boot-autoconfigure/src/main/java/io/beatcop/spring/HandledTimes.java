package io.beatcop.spring;

import io.beatcop.lease.Grant;
import io.beatcop.lease.StaleTokenException;
import io.beatcop.redis.connect.RedisUnavailableException;

/** What the instances know together: the last time of each method that one of them has handled. */
interface HandledTimes {

  /**
   * Says up to which time a method is handled now, if that is later than what is known.
   *
   * @return what was known before
   * @throws StaleTokenException if the term is over
   * @throws RedisUnavailableException if there is no answer; it may have been written
   */
  KnownTimes advance(Grant grant, String method, long handledMillis);
}
