package io.beatcop.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beatcop.quartz.SharedJobStore;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;

/** Applications with the starter, on a real Redis. The example is tested with each change. */
@Slow
class StarterIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final String name = "orders-" + NAMES.incrementAndGet();
  private final String lease = "beatcop:" + name;
  private final List<Instance> instances = new ArrayList<>();

  @AfterEach
  void closeAll() {
    instances.forEach(Instance::close);
  }

  private Instance start(String... further) {
    return start(TestApplication.class, further);
  }

  private Instance start(Class<?> application, String... further) {
    Instance instance = Instance.named(name, application, redis.uri(), further);
    instances.add(instance);
    return instance;
  }

  @Test
  void oneInstanceFiresAndWhenItIsClosedTheOther() {
    Instance first = start();
    await().until(first::hasFired);
    Instance second = start();

    await()
        .untilAsserted(
            () ->
                assertThat(second.health().details())
                    .hasEntrySatisfying(
                        lease, words -> assertThat(words).startsWith("asked for; held by ")));
    assertThat(second.health().isWell()).isTrue();
    assertThat(first.health().details().get(lease)).startsWith("held by this node, token ");
    List<Date> fired = new ArrayList<>(first.fires().times());
    assertThat(second.fires().times()).isEmpty();
    first.close();

    await().until(second::hasFired);
    fired.addAll(second.fires().times());
    assertThat(fired).doesNotHaveDuplicates();
  }

  @Test
  void anInstanceThatIsStoppedGivesTheLeaseUpAndTakesPartAgainWhenItIsStarted() {
    Instance instance = start();
    await().until(instance::hasFired);

    instance.context().stop();
    await().untilAsserted(() -> assertThat(redis.command("EXISTS", lease)).contains(0L));
    assertThat(instance.health())
        .isEqualTo(
            new LeaseHealth(
                true, Map.of(lease, "not asked for, since the scheduler is not started")));
    instance.context().start();

    int before = instance.fires().times().size();
    await().until(() -> instance.fires().times().size() > before);
  }

  @Test
  void aContextThatMakesItsBeansLatelyFires() {
    Instance instance = start("spring.main.lazy-initialization", "true");

    await().until(instance::hasFired);
  }

  @Test
  void allInstancesShareOneSchedule() throws SchedulerException {
    Instance instance = start("beatcop.quartz.store", "shared");

    await().until(instance::hasFired);
    assertThat(scheduler(instance).getMetaData().getJobStoreClass())
        .isEqualTo(SharedJobStore.class);
  }

  @Test
  void theRedisOfTheApplicationIsEnough() {
    Instance instance =
        start(
            "beatcop.redis", "",
            "spring.data.redis.host", redis.host(),
            "spring.data.redis.port", String.valueOf(redis.port()));

    await().until(instance::hasFired);
  }

  @Test
  void anApplicationCanDoWithout() throws SchedulerException {
    Instance instance = start("beatcop.enabled", "false");

    await().until(instance::hasFired);
    assertThat(GatedSchedulers.entries(scheduler(instance))).isEmpty();
    assertThat(redis.command("EXISTS", lease)).contains(0L);
  }

  /** As long as a job runs that should have ended. */
  @Test
  void anInstanceIsIllWhileAJobRunsOnWithoutTheLease() {
    Instance instance = start();
    await().until(instance::hasFired);
    CountDownLatch gate = instance.fires().close();
    await()
        .until(
            () ->
                instance.context().getBean(GatedSchedulers.class).entries().get(0).getRunning()
                    > 0);
    assertThat(instance.health().isWell()).isTrue();

    redis.command("SET", lease, "thief", "PX", "60000");

    await().until(() -> !instance.health().isWell());
    assertThat(instance.health().details().get(lease))
        .startsWith("lost, and jobs of this node that still run: ");
    gate.countDown();
    await().until(() -> instance.health().isWell());
  }

  @Test
  void aSchedulerWithoutThePluginIsRefused() {
    assertThatThrownBy(() -> start(WithAnOwnScheduler.class))
        .hasRootCauseInstanceOf(UngatedSchedulerException.class)
        .satisfies(
            failure ->
                assertThat(new UngatedSchedulerFailureAnalyzer().analyze(failure))
                    .extracting(FailureAnalysis::getDescription)
                    .asString()
                    .startsWith("the Quartz scheduler lacks the plugin of BeatCop"));
  }

  @Test
  void aWrongPropertyIsOneSentence() {
    assertThatThrownBy(() -> start("beatcop.unsure", "maybe"))
        .satisfies(
            failure ->
                assertThat(new SettingFailureAnalyzer().analyze(failure))
                    .extracting(FailureAnalysis::getDescription)
                    .isEqualTo("BeatCop: beatcop.unsure = maybe: must be fire or veto"));
  }

  @Test
  void soIsOneThatRedisRefuses() {
    redis.command("RPUSH", lease, "x");

    assertThatThrownBy(this::start)
        .satisfies(
            failure ->
                assertThat(new SchedulerFailureAnalyzer(new StandardEnvironment()).analyze(failure))
                    .extracting(FailureAnalysis::getDescription)
                    .asString()
                    .startsWith("BeatCop: beatcop.lease = " + lease + ": "));
  }

  private static Scheduler scheduler(Instance instance) {
    return instance.context().getBean(Scheduler.class);
  }

  @Configuration(proxyBeanMethods = false)
  @Import(TestApplication.class)
  static class WithAnOwnScheduler {

    @Bean
    SchedulerFactoryBean mine() {
      return new SchedulerFactoryBean();
    }
  }
}
