package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseListener;
import io.beatcop.lease.Loss;
import io.beatcop.redis.connect.RedisConnection;
import io.beatcop.redis.connect.Route;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many leases of one JVM on one Redis cost as many threads and connections as one (M1, M2). */
class ManyLeasesIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final Duration TTL = Duration.ofSeconds(6);

  private final List<Lease> leases = new ArrayList<>();
  private final Map<String, Integer> extensions = new ConcurrentHashMap<>();
  private final List<String> losses = new CopyOnWriteArrayList<>();
  private final CountDownLatch stuck = new CountDownLatch(1);

  @BeforeEach
  void anEmptyRedis() {
    redis.command("FLUSHALL");
  }

  @AfterEach
  void close() {
    stuck.countDown();
    leases.forEach(Lease::close);
  }

  private Lease lease(String name, Duration ttl) {
    Lease lease =
        RedisLease.builder(name)
            .redis(redis.uri() + "?clientname=many")
            .ttl(ttl)
            .trustAbsence(true)
            .listener(new Counting(name))
            .build();
    leases.add(lease);
    return lease;
  }

  private Lease lease(String name) {
    return lease(name, TTL);
  }

  private final class Counting implements LeaseListener {

    private final String name;

    private Counting(String name) {
      this.name = name;
    }

    @Override
    public void extended(Grant grant) {
      extensions.merge(name, 1, Integer::sum);
    }

    @Override
    public void lost(Grant grant, Loss loss) {
      losses.add(name + " " + loss.reason());
    }
  }

  private void awaitExtensions(int more, String... names) {
    Map<String, Integer> before = Map.copyOf(extensions);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                List.of(names).stream()
                    .allMatch(
                        name ->
                            extensions.getOrDefault(name, 0)
                                >= before.getOrDefault(name, 0) + more));
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("beatcop-127.0.0.1:" + redis.port() + "-"))
        .count();
  }

  private static List<String> connections() {
    return redis
        .command("CLIENT", "LIST")
        .orElseThrow()
        .toString()
        .lines()
        .filter(line -> line.contains(" name=many "))
        .toList();
  }

  @Slow
  @Test
  void aThousandLeasesHaveThreeThreadsAndTwoConnections() {
    IntStream.range(0, 1_000).forEach(i -> lease("lease-" + i, Duration.ofSeconds(12)).campaign());
    await().atMost(Duration.ofSeconds(60)).until(() -> leases.stream().allMatch(Lease::isHeld));

    awaitExtensions(2, "lease-0", "lease-500", "lease-999");

    // A fourth watches the listeners for a moment when it has to.
    await().until(() -> threads() == 3);
    assertThat(connections()).hasSize(2);
    assertThat(losses).isEmpty();
    leases.forEach(Lease::close);
    await().until(() -> threads() == 0 && connections().isEmpty());
  }

  @Test
  void aReleaseWakesWhoeverWaitsForThatLease() {
    Lease holder = lease("one");
    Lease waiting = lease("one");
    Lease other = lease("two");
    holder.start();
    waiting.start();
    other.start();

    holder.stop();

    await().atMost(TTL.dividedBy(3)).until(waiting::isHeld);
    assertThat(other.isHeld()).isTrue();
  }

  @Test
  void aListenerThatHangsDelaysNoOtherLease() {
    Lease hanging = lease("hanging");
    hanging.addListener(
        new LeaseListener() {
          @Override
          public void acquired(Grant grant) {
            try {
              stuck.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        });
    hanging.start();
    lease("other").start();

    awaitExtensions(2, "other");

    assertThat(hanging.isHeld()).isTrue();
    assertThat(losses).isEmpty();
  }

  @Test
  void aKeyOfAWrongTypeDelaysNoOtherLease() {
    redis.command("LPUSH", "wrong", "x");
    Lease wrong = lease("wrong");
    lease("other").start();

    wrong.campaign();

    awaitExtensions(2, "other");
    assertThat(losses).isEmpty();
    assertThat(wrong.isHeld()).isFalse();
    redis.command("DEL", "wrong");
    await().until(wrong::isHeld);
  }

  /** A script that Redis has forgotten costs no lease a renewal: it is sent again with its text. */
  @Test
  void scriptsThatRedisHasForgottenAreSentAgain() {
    List<Lease> some = IntStream.range(0, 20).mapToObj(i -> lease("lease-" + i)).toList();
    some.forEach(Lease::campaign);
    await().until(() -> some.stream().allMatch(Lease::isHeld));

    redis.command("SCRIPT", "FLUSH");

    awaitExtensions(2, "lease-0", "lease-19");
    assertThat(losses).isEmpty();
  }

  @Test
  void aConnectionThatIsCutIsOneForAllOfThem() {
    List<Lease> some = IntStream.range(0, 20).mapToObj(i -> lease("lease-" + i)).toList();
    some.forEach(Lease::campaign);
    await().until(() -> some.stream().allMatch(Lease::isHeld));

    redis.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");

    awaitExtensions(2, "lease-0", "lease-19");
    await().until(() -> connections().size() == 2);
    assertThat(losses).isEmpty();
  }

  /** One of the JDK keeps the class loader of the application that was the first to use it. */
  @Test
  void aFloodOfNewsLeavesNoThreadBehind() {
    Lease one = lease("one");
    one.start();
    await().until(() -> receivers("one") == 1);
    for (int i = 0; i < 20; i++) {
      redis.command("PUBLISH", "{one}:released:0", "x");
    }
    awaitExtensions(1, "one");

    one.close();

    await().until(() -> threads() == 0);
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("CompletableFutureDelayScheduler");
  }

  private static long receivers(String name) {
    List<?> reply =
        (List<?>) redis.command("PUBSUB", "NUMSUB", "{" + name + "}:released:0").orElseThrow();
    return (Long) reply.get(1);
  }

  /** Redis must not be told of the one that leaves after it was told of the one that comes. */
  @Slow
  @Test
  void whoeverBeginsToListenHearsThoughAnotherLeavesAtThatMoment() throws Exception {
    RedisSettings where = RedisSettings.parse(redis.uri());
    RedisConnection connection = new RedisConnection(where, Route.of(where, TTL), TTL);
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try (connection;
        ReleaseSignal signal = new ReleaseSignal(connection, "signal", TTL, () -> true)) {
      signal.add("{other}:released:0", () -> {});
      for (int i = 0; i < 1_000; i++) {
        Runnable leaving = () -> {};
        Runnable coming = () -> {};
        signal.add("{one}:released:0", leaving);
        CyclicBarrier start = new CyclicBarrier(2);
        pool.invokeAll(
            List.of(
                () -> {
                  start.await();
                  signal.remove("{one}:released:0", leaving);
                  return true;
                },
                () -> {
                  start.await();
                  signal.add("{one}:released:0", coming);
                  return true;
                }));

        await()
            .pollDelay(Duration.ofMillis(2))
            .pollInterval(Duration.ofMillis(2))
            .atMost(TTL)
            .until(() -> receivers("one") == 1);
        signal.remove("{one}:released:0", coming);
      }
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void leasesOfOtherTimesHaveConnectionsOfTheirOwn() {
    lease("slow").start();
    lease("quick", Duration.ofSeconds(1)).start();

    await().until(() -> connections().size() == 4);
    assertThat(threads()).isEqualTo(6);
  }

  @Test
  void theLastOfThemClosesTheConnections() {
    Lease one = lease("one");
    Lease two = lease("two");
    one.start();
    two.start();

    one.close();
    awaitExtensions(1, "two");
    assertThat(connections()).hasSize(2);
    two.close();

    await().until(() -> connections().isEmpty());
  }
}
