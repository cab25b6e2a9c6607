package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Grant;
import io.beatcop.lease.LeaseGroup;
import io.beatcop.lease.LeaseGroupListener;
import io.beatcop.lease.Loss;
import io.beatcop.lease.Slice;
import io.beatcop.testing.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The examples of docs/groups.md run. */
class GroupExampleIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final CountDownLatch shutdown = new CountDownLatch(1);

  @AfterEach
  void end() {
    workers.shutdownNow();
  }

  private void run(String uri) throws InterruptedException {
    try (LeaseGroup group =
        RedisLeaseGroup.builder("orders", 4)
            .redis(uri)
            .ttl(Duration.ofSeconds(1))
            .listener(new Partitions())
            .build()) {
      group.start();
      shutdown.await();
    }
  }

  class Partitions implements LeaseGroupListener {

    private final Map<Integer, Future<?>> work = new ConcurrentHashMap<>();

    @Override
    public void acquired(Slice slice, Grant grant) {
      work.put(slice.number(), workers.submit(() -> consume(slice, grant.token())));
    }

    @Override
    public void asked(Slice slice, Grant grant, String why) {
      // The worker sees isAskedToLeave(), ends, and releases the slice.
    }

    @Override
    public void lost(Slice slice, Grant grant, Loss loss) {
      Optional.ofNullable(work.remove(slice.number())).ifPresent(task -> task.cancel(true));
    }
  }

  void consume(Slice slice, long token) {
    while (slice.isHeld() && !slice.isAskedToLeave()) {
      handle(nextOrderOf(slice.number()), token);
    }
    slice.release();
  }

  private final Set<Integer> handled = ConcurrentHashMap.newKeySet();

  private int nextOrderOf(int partition) {
    try {
      // Orders come one by one: the pace is the subject, and nothing waits for it.
      Thread.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return partition;
  }

  private void handle(int order, long token) {
    assertThat(token).isPositive();
    handled.add(order);
  }

  @Test
  void theWorkOfEachPartitionIsDone() throws Exception {
    Future<?> running =
        workers.submit(
            () -> {
              run(redis.uri());
              return true;
            });
    await().until(() -> handled.equals(Set.of(0, 1, 2, 3)));

    shutdown.countDown();
    running.get();

    for (int slice = 0; slice < 4; slice++) {
      assertThat(redis.command("EXISTS", "{orders}:" + slice)).contains(0L);
    }
  }
}
