package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.SchedulerException;

/** Schedulers while an operator pauses their lease or asks for a step-down. */
@Slow
class StepDownIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final OperatorNote NOTE = new OperatorNote(Instant.EPOCH, "ops@host", "to see");

  private final String lease = "left-" + NAMES.incrementAndGet();
  private final List<Node> nodes = new ArrayList<>();
  private LeaseControl control;

  @BeforeEach
  void anOperator() {
    control =
        new LeaseControl(
            LeaseSettings.of(lease, LeaseSettings.DEFAULT_TTL), RedisSettings.parse(redis.uri()));
  }

  @AfterEach
  void close() {
    nodes.forEach(Node::close);
    control.close();
  }

  private Node node(String name) throws SchedulerException {
    return node(name, "2s");
  }

  private Node node(String name, String ttl) throws SchedulerException {
    Node node =
        Node.with(
            name + "-" + NAMES.incrementAndGet(),
            "redis",
            redis.uri(),
            "lease",
            lease,
            "ttl",
            ttl,
            "trustabsence",
            "true");
    nodes.add(node);
    return node.everyTenthOfASecond("g");
  }

  private static void untilFiresAgain(Node node) {
    int before = node.fires().size();
    await().until(() -> node.fires().size() >= before + 5);
  }

  private static LeaseState state(Node node) throws SchedulerException {
    return node.entry("beatcop").getState();
  }

  private void noScheduledTimeWasFiredTwice() {
    assertThat(
            nodes.stream()
                .flatMap(node -> node.fires().stream())
                .map(fire -> fire.trigger() + " " + fire.scheduledMillis()))
        .doesNotHaveDuplicates();
  }

  @Test
  void aStepDownMakesAnotherSchedulerFire() throws SchedulerException {
    Node first = node("a").start();
    Node second = node("b").start();
    untilFiresAgain(first);

    control.askToStepDown(NOTE);

    untilFiresAgain(second);
    assertThat(state(first)).isEqualTo(LeaseState.FOLLOWER);
    assertThat(first.scheduler().isInStandbyMode()).isFalse();
    noScheduledTimeWasFiredTwice();
  }

  @Test
  void aStepDownWaitsForTheRunningJobAndFiresNothingNewMeanwhile() throws SchedulerException {
    CountDownLatch latch = new CountDownLatch(1);
    Node first = node("a").longJob(latch).start();
    Node second = node("b").start();
    untilFiresAgain(first);

    control.askToStepDown(NOTE);
    await().until(() -> state(first) == LeaseState.LEAVING);
    int fires = first.fires().size();
    await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(8))
        .until(() -> state(first) == LeaseState.LEAVING);
    // One may have been let through before the gate closed.
    assertThat(first.fires()).hasSizeLessThanOrEqualTo(fires + 1);
    assertThat(second.fires()).isEmpty();
    latch.countDown();

    untilFiresAgain(second);
    noScheduledTimeWasFiredTwice();
  }

  @Test
  void whoIsAskedToStepDownAndStartedAgainLeavesAllTheSame() throws SchedulerException {
    CountDownLatch latch = new CountDownLatch(1);
    Node first = node("a").longJob(latch).start();
    Node second = node("b").start();
    untilFiresAgain(first);
    control.askToStepDown(NOTE);
    await().until(() -> state(first) == LeaseState.LEAVING);

    first.scheduler().start();
    latch.countDown();

    untilFiresAgain(second);
  }

  @Test
  void whoIsAloneAndStepsDownFiresAgainAfterATtl() throws SchedulerException {
    Node alone = node("a").start();
    untilFiresAgain(alone);

    control.askToStepDown(NOTE);
    await().until(() -> state(alone) == LeaseState.FOLLOWER);

    untilFiresAgain(alone);
    assertThat(state(alone)).isEqualTo(LeaseState.LEADER);
  }

  @Test
  void aPauseKeepsAllSchedulersFromFiringAndLeavesThemStarted() throws SchedulerException {
    Node first = node("a").start();
    Node second = node("b").start();
    untilFiresAgain(first);

    control.pause(NOTE);
    await().until(() -> control.status().holder().isEmpty());
    int fires = first.fires().size();
    await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(8))
        .until(() -> control.status().holder().isEmpty());
    assertThat(first.fires()).hasSize(fires);
    assertThat(second.fires()).isEmpty();
    assertThat(second.scheduler().isStarted()).isTrue();

    control.resume();
    await().until(() -> first.fires().size() + second.fires().size() >= fires + 5);
    noScheduledTimeWasFiredTwice();
  }

  /** C-h: a ttl later than this test waits, if nothing woke it. */
  @Test
  void whoLeftForAPauseIsWokenByTheResume() throws SchedulerException {
    Node alone = node("a", "5m").start();
    untilFiresAgain(alone);

    control.pause(NOTE);
    await().until(() -> control.status().holder().isEmpty());
    await().until(() -> !control.status().waiters().isEmpty());
    control.resume();

    untilFiresAgain(alone);
    noScheduledTimeWasFiredTwice();
  }

  /** A node that is asked while its scheduler is in standby gives the lease up, and stays out. */
  @Test
  void whoIsAskedToStepDownInStandbyStaysOutOfTheContest() throws SchedulerException {
    CountDownLatch latch = new CountDownLatch(1);
    Node alone = node("a").longJob(latch).start();
    untilFiresAgain(alone);
    alone.scheduler().standby();
    Instant asked = Instant.now();
    control.askToStepDown(NOTE);
    await().until(() -> control.status().renewedAt().filter(asked::isBefore).isPresent());

    latch.countDown();

    await().until(() -> control.status().holder().isEmpty());
    await()
        .during(Duration.ofSeconds(4))
        .atMost(Duration.ofSeconds(9))
        .until(() -> control.status().holder().isEmpty());
    assertThat(state(alone)).isEqualTo(LeaseState.STANDBY);
  }
}
