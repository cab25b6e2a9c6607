package io.beatcop.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** Methods that run for each time of their cron, also for one that no instance could run. */
@Slow
class CatchUpIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final String NIGHTLY = "0 0 3 * * *";
  private static final Duration LONG_AGO = Duration.ofDays(3);

  private final String name = "reporter-" + NAMES.incrementAndGet();
  private final String lease = "beatcop:" + name + ":report";
  private final String handled = "{" + lease + "}:handled";
  private final List<Instance> instances = new ArrayList<>();

  @AfterEach
  void closeAll() {
    instances.forEach(Instance::close);
  }

  private Instance start(String cron) {
    Instance instance =
        Instance.named(
            name, Application.class, redis.uri(), "report.cron", cron, "report.handled", handled);
    instances.add(instance);
    return instance;
  }

  private static Reporter reporter(Instance instance) {
    return instance.context().getBean(Reporter.class);
  }

  private static String field() {
    return Reporter.class.getName() + ".report";
  }

  private void handledLast(Instant time) {
    assertThat(redis.command("HSET", handled, field(), String.valueOf(time.toEpochMilli())))
        .isPresent();
  }

  private Instant handledLast() {
    return handledLast(handled);
  }

  private static Instant handledLast(String key) {
    return redis
        .command("HGET", key, field())
        .map(millis -> Instant.ofEpochMilli(Long.parseLong(millis.toString())))
        .orElse(Instant.EPOCH);
  }

  @Test
  void whatNobodyRanTheNextHolderRunsOnce() {
    handledLast(Instant.now().minus(LONG_AGO));
    Instance first = start(NIGHTLY);
    Reporter its = reporter(first);
    await().until(() -> its.times().size() == 1);
    Reporter others = reporter(start(NIGHTLY));

    first.close();

    await().until(() -> redis.command("EXISTS", lease).orElse(0L).equals(1L));
    await()
        .during(Duration.ofMillis(500))
        .until(() -> others.times().isEmpty() && its.times().size() == 1);
    assertThat(its.times()).containsExactly(handledLast());
  }

  @Test
  void nothingIsRecoveredIfNoTimeIsKnownYet() {
    Instance instance = start(NIGHTLY);

    await().until(() -> handledLast().isAfter(Instant.now().minusSeconds(60)));
    assertThat(reporter(instance).times().size()).isZero();
  }

  @Test
  void eachTimeRunsOnOneInstance() {
    Instance first = start("* * * * * *");
    Reporter its = reporter(first);
    await().until(() -> its.times().size() >= 2);
    Reporter others = reporter(start("* * * * * *"));

    first.close();

    await().until(() -> others.times().size() >= 3);
    List<Instant> times = new ArrayList<>(its.times());
    times.addAll(others.times());
    assertThat(times).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void aRunThatWasHeldUpIsFollowedByOneForAllThatBecameDue() throws InterruptedException {
    Instance instance = start("* * * * * *");
    await().until(() -> reporter(instance).times().size() > 0);
    CountDownLatch gate = reporter(instance).hold();
    await().until(() -> reporter(instance).held() > 0);
    int runs = reporter(instance).times().size();
    await().during(Duration.ofSeconds(2)).until(() -> reporter(instance).times().size() == runs);

    gate.countDown();

    await().until(() -> reporter(instance).times().size() > runs);
  }

  @Test
  void aQuorumIsRefused() {
    assertThatThrownBy(
            () ->
                Instance.named(
                    name,
                    Application.class,
                    "redis+quorum://127.0.0.1:1,127.0.0.1:2,127.0.0.1:3/0",
                    "report.cron",
                    NIGHTLY,
                    "report.handled",
                    handled,
                    "beatcop.journal",
                    "off"))
        .rootCause()
        .hasMessageContaining("beatcop.redis")
        .hasMessageContaining("one Redis that has the lease");
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @EnableScheduling
  static class Application {

    @Bean
    Reporter reporter(@Value("${report.handled}") String handled) {
      return new Reporter(handled);
    }
  }

  /** What a user writes, and what a test asks of it. */
  static class Reporter {

    private final List<Instant> times = new ArrayList<>();
    private final String handled;
    private final AtomicInteger held = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);

    Reporter(String handled) {
      this.handled = handled;
    }

    @Scheduled(cron = "${report.cron}")
    @OnLease(value = "report", catchUp = true)
    void report() throws InterruptedException {
      synchronized (times) {
        times.add(handledLast(handled));
      }
      if (gate.getCount() > 0) {
        held.incrementAndGet();
        gate.await();
      }
    }

    // The bean is a proxy, which has no fields.

    /** The times for which it ran. */
    List<Instant> times() {
      synchronized (times) {
        return List.copyOf(times);
      }
    }

    int held() {
      return held.get();
    }

    CountDownLatch hold() {
      gate = new CountDownLatch(1);
      return gate;
    }
  }
}
