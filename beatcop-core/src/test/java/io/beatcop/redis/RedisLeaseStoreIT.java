package io.beatcop.redis;

import io.beatcop.lease.LeaseStoreContract;
import io.beatcop.lease.StoreUnderTest;
import io.beatcop.testing.RedisServer;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The scripts on a real Redis do what every store does. */
class RedisLeaseStoreIT extends LeaseStoreContract {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  @Override
  protected StoreUnderTest openEmpty() {
    return new RedisUnderTest(redis, TTL);
  }
}
