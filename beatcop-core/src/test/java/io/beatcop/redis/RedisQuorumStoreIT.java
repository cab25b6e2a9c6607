package io.beatcop.redis;

import io.beatcop.lease.LeaseStoreContract;
import io.beatcop.lease.QuorumUnderTest;
import io.beatcop.lease.StoreUnderTest;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three real servers that are one store by majority do what every store does. */
@Slow
class RedisQuorumStoreIT extends LeaseStoreContract {

  @RegisterExtension static final RedisServer one = RedisServer.forTests();
  @RegisterExtension static final RedisServer two = RedisServer.forTests();
  @RegisterExtension static final RedisServer three = RedisServer.forTests();

  @Override
  protected StoreUnderTest openEmpty() {
    return new QuorumUnderTest(List.of(member(one), member(two), member(three)), TTL);
  }

  private static StoreUnderTest member(RedisServer redis) {
    // A member that has just started does not vote.
    new Uptime(redis).isAtLeast(TTL.plusSeconds(1));
    return new RedisUnderTest(redis, TTL);
  }
}
