package io.beatcop.redis;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseWork;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The examples for Java in the documents run. */
class ReadmeIT {

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final CountDownLatch shutdown = new CountDownLatch(1);
  private final AtomicLong token = new AtomicLong();

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  @AfterEach
  void end() {
    timer.shutdownNow();
  }

  @SuppressWarnings("try") // The work goes on by itself until the block ends.
  private void run(String uri) throws InterruptedException {
    try (Lease lease = RedisLease.builder("nightly").redis(uri).build();
        LeaseWork work = lease.whileHeld(grant -> importOrders(grant.token()))) {
      lease.start();
      shutdown.await();
    }
  }

  private void importOrders(long fencingToken) throws InterruptedException {
    token.set(fencingToken);
    new CountDownLatch(1).await();
  }

  /** Slow, since the first holder waits for a ttl, which is the default one here. */
  @Slow
  @Test
  void theWorkRunsUnderTheLeaseAndLeavesItFree() throws Exception {
    Future<?> running =
        timer.submit(
            () -> {
              run(redis.uri());
              return token;
            });
    await().until(() -> token.get() > 0);

    shutdown.countDown();
    running.get();

    assertThat(redis.command("EXISTS", "nightly")).contains(0L);
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
  void smallStepsAreTakenUnderTheLease() {
    try (Lease lease =
        RedisLease.builder("steps").redis(redis.uri()).ttl(Duration.ofSeconds(1)).build()) {
      lease.start();
      Future<?> unused = timer.scheduleWithFixedDelay(() -> step(lease), 0, 10, MILLISECONDS);
      await().until(() -> token.get() > 0);

      assertThat(lease.token()).hasValue(token.get());
    }
  }
}
