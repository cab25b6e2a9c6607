package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Lease;
import io.beatcop.testing.RedisServer;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The example for Java in the README runs. */
class ReadmeIT {

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final AtomicLong token = new AtomicLong();

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  @SuppressWarnings("FutureReturnValueIgnored") // The example shall be as short as users write it.
  private Lease start(String uri) {
    Lease lease = RedisLease.builder("nightly").redis(uri).build();
    lease.start();
    timer.scheduleWithFixedDelay(() -> step(lease), 0, 1, TimeUnit.SECONDS);
    return lease;
  }

  void step(Lease lease) {
    if (lease.isAskedToLeave()) { // by `beatcop pause` or `beatcop step-down`
      lease.stepDown();
    } else {
      lease.grant().ifPresent(grant -> work(grant.token()));
    }
  }

  private void work(long fencingToken) {
    token.set(fencingToken);
  }

  @Test
  void theExampleWorksUnderTheLease() {
    try (Lease lease = start(redis.uri())) {
      // On an empty Redis the first holder waits for a ttl.
      await().until(() -> token.get() > 0);

      assertThat(lease.token()).hasValue(token.get());
    } finally {
      timer.shutdownNow();
    }
  }
}
