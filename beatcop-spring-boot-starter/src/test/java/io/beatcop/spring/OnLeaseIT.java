package io.beatcop.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.redis.LeaseControl;
import io.beatcop.redis.OperatorNote;
import io.beatcop.redis.settings.RedisSettings;
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
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** Methods that Spring schedules on each instance, and that run on one. */
@Slow
class OnLeaseIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final String name = "cleaner-" + NAMES.incrementAndGet();
  private final String lease = "beatcop:" + name + ":cleanup";
  private final List<Instance> instances = new ArrayList<>();

  @AfterEach
  void closeAll() {
    instances.forEach(Instance::close);
  }

  private Instance start() {
    Instance instance = Instance.named(name, Application.class, redis.uri());
    instances.add(instance);
    return instance;
  }

  private static Cleaner cleaner(Instance instance) {
    return instance.context().getBean(Cleaner.class);
  }

  private static void untilItRuns(Instance instance) {
    int before = cleaner(instance).runs();
    await().until(() -> cleaner(instance).runs() >= before + 3);
  }

  private static void untilItIsSkipped(Instance instance) {
    int before = cleaner(instance).calls();
    await().until(() -> cleaner(instance).calls() >= before + 3);
  }

  @Test
  void aMethodRunsOnOneInstanceAndTheScheduleGoesOnOnTheOther() {
    Instance first = start();
    untilItRuns(first);
    Instance second = start();

    untilItIsSkipped(second);
    assertThat(cleaner(second).runs()).isZero();
    first.close();

    untilItRuns(second);
  }

  @Test
  void theLeaseIsKeptUntilTheRunHasEnded() throws InterruptedException {
    Instance first = start();
    untilItRuns(first);
    CountDownLatch gate = cleaner(first).hold();
    await().until(() -> cleaner(first).held() > 0);
    Thread closing = new Thread(first::close);
    closing.start();

    await()
        .during(Duration.ofMillis(500))
        .until(() -> redis.command("EXISTS", lease).orElseThrow().equals(1L));
    gate.countDown();

    await().until(() -> redis.command("EXISTS", lease).orElseThrow().equals(0L));
    closing.join();
  }

  @Test
  void nothingRunsWhileAnOperatorHasPausedTheLease() {
    Instance instance = start();
    untilItRuns(instance);
    try (LeaseControl control =
        new LeaseControl(
            LeaseSettings.of(lease, Duration.ofSeconds(2)), RedisSettings.parse(redis.uri()))) {
      control.pause(new OperatorNote(Instant.now(), "me", "test"));
      await().until(() -> redis.command("EXISTS", lease).orElseThrow().equals(0L));
      int runs = cleaner(instance).runs();
      untilItIsSkipped(instance);
      assertThat(cleaner(instance).runs()).isEqualTo(runs);

      control.resume();
      untilItRuns(instance);
    }
  }

  @Test
  void aMethodThatReturnsSomethingIsRefused() {
    assertThatThrownBy(
            () ->
                Instance.of(
                    WithAValue.class,
                    false,
                    "spring.application.name",
                    name,
                    "beatcop.redis",
                    redis.uri()))
        .rootCause()
        .hasMessageStartingWith("@OnLease(\"value\") stands at ")
        .hasMessageEndingWith("so make it void");
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @EnableScheduling
  static class Application {

    @Bean
    Cleaner cleaner() {
      return new Cleaner();
    }

    @Bean
    Archive archive() {
      return new Archive();
    }
  }

  /** What a user writes, and beside it what is called on each instance. */
  static class Cleaner {

    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger held = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);

    @Scheduled(fixedDelay = 50)
    @OnLease("cleanup")
    void cleanUp() throws InterruptedException {
      runs.incrementAndGet();
      if (gate.getCount() > 0) {
        held.incrementAndGet();
        gate.await();
      }
    }

    @Scheduled(fixedDelay = 50)
    void look() {
      calls.incrementAndGet();
    }

    // The bean is a proxy, which has no fields.

    int runs() {
      return runs.get();
    }

    int calls() {
      return calls.get();
    }

    int held() {
      return held.get();
    }

    CountDownLatch hold() {
      gate = new CountDownLatch(1);
      return gate;
    }
  }

  @Configuration(proxyBeanMethods = false)
  @Import(Application.class)
  static class WithAValue {

    @OnLease("value")
    int value() {
      return 1;
    }
  }
}
