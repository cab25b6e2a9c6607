package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.redis.LeaseControl;
import io.beatcop.redis.OperatorNote;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.Slow;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.impl.calendar.BaseCalendar;

/**
 * O1: each way to run nothing that docs/overdue.md lists is found, by a node that can see it, and
 * its cause is told.
 */
@Slow
class OverdueIT extends CaseNodes {

  private final CountDownLatch open = new CountDownLatch(1);

  /** Ends when the test does. */
  public static class Hanging implements Job {

    /** Made by Quartz. */
    public Hanging() {}

    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      try {
        Object hanging = context.getScheduler().getContext().get("hanging");
        ((CountDownLatch) Objects.requireNonNull(hanging)).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (SchedulerException e) {
        throw new JobExecutionException(e);
      }
    }
  }

  /** The same, and no other run may begin meanwhile. */
  @DisallowConcurrentExecution
  public static final class HangingAlone extends Hanging {

    /** Made by Quartz. */
    public HangingAlone() {}
  }

  /** Hangs while Quartz holds the lock of its job store. */
  private static final class HangingCalendar extends BaseCalendar {

    private static final long serialVersionUID = 1L;

    private final transient CountDownLatch latch;

    private HangingCalendar(CountDownLatch latch) {
      this.latch = latch;
    }

    @Override
    public boolean isTimeIncluded(long millis) {
      if (Thread.currentThread().getName().contains("QuartzSchedulerThread")) {
        try {
          latch.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return true;
    }

    @Override
    public Object clone() {
      return this;
    }
  }

  @AfterEach
  void release() {
    open.countDown();
  }

  private Node quick(String... more) throws SchedulerException {
    String[] all = new String[more.length + 4];
    all[0] = "ttl";
    all[1] = "1s";
    all[2] = "overdue";
    all[3] = "2s";
    System.arraycopy(more, 0, all, 4, more.length);
    Node node = node(all);
    node.scheduler().getContext().put("hanging", open);
    return node;
  }

  private static Node scheduled(Node node) throws SchedulerException {
    schedule(node, Node.Ticking.class, eachSecond("t"));
    return node;
  }

  private void untilHeldBy(Node node) {
    until(() -> node.entry("beatcop").getState() == LeaseState.LEADER);
  }

  private static void untilTold(Node node, String cause) {
    until(
        () ->
            Optional.ofNullable(node.entry("beatcop").getOverdueTrigger())
                .filter(words -> words.contains(cause))
                .isPresent());
  }

  private LeaseControl control() {
    return new LeaseControl(
        LeaseSettings.of(lease, Duration.ofSeconds(1)), RedisSettings.parse(redis.uri()));
  }

  private void operator(Consumer<LeaseControl> request) {
    try (LeaseControl control = control()) {
      request.accept(control);
    }
  }

  private static OperatorNote note() {
    return new OperatorNote(Instant.now(), "ops", "upgrade");
  }

  @Test
  void nothingIsToldWhileAllIsFiredAndNothingIsReadBeforeItIsDue() throws Exception {
    Node holder = scheduled(quick()).start();
    Node other = scheduled(quick()).start();
    untilFiresAgain(holder, "t", 8);

    assertThat(holder.entry("beatcop").getOverdue()).isZero();
    assertThat(other.entry("beatcop").getOverdue()).isZero();
    assertThat(log.with("overdue")).isEmpty();
  }

  @Test
  void way1AllNodesAreInStandby() throws Exception {
    Node node = scheduled(quick()).start();
    untilFiresAgain(node, "t", 1);

    node.scheduler().standby();

    untilTold(node, "this node is in standby, and knows of no holder");
    node.start();
    until(() -> node.entry("beatcop").getOverdue() == 0);
    assertThat(log.with(lease, "triggers are overdue, the first one g.t since ")).hasSize(1);
    assertThat(log.with(lease, "nothing is overdue any more")).hasSize(1);
  }

  @Test
  void way2TheLeaseIsPausedAndTheStatusTellsToo() throws Exception {
    Node node = scheduled(quick()).start();
    untilFiresAgain(node, "t", 1);

    operator(control -> control.pause(note()));

    untilTold(node, "the lease is paused by ops: upgrade");
    try (LeaseControl control = control()) {
      until(
          () ->
              control
                  .overdue()
                  .filter(note -> note.triggers() == 1 && note.words().contains("paused by ops"))
                  .isPresent());
      control.resume();
      until(() -> node.entry("beatcop").getOverdue() == 0 && control.overdue().isEmpty());
    }
  }

  @Test
  void way3AStrangerHasTheKey() throws Exception {
    Node node = scheduled(quick()).start();
    untilFiresAgain(node, "t", 1);

    redis.command("SET", lease, "a-stranger");

    untilTold(node, "a-stranger holds the lease and does not fire it");
    redis.command("DEL", lease);
  }

  @Test
  void way4AllWorkersAreBusy() throws Exception {
    Node node = scheduled(quick()).start();
    Node other = scheduled(quick()).start();
    untilFiresAgain(node, "t", 1);

    for (int i = 0; i < 4; i++) {
      schedule(node, Hanging.class, trigger("hang" + i).startNow().build());
    }

    untilTold(node, "no worker of its scheduler is free");
    untilTold(other, " holds the lease and does not fire it");
  }

  @Test
  void way5AJobHangsThatMayNotRunTwiceAtOnce() throws Exception {
    Node node = quick();
    schedule(node, HangingAlone.class, eachSecond("t"));
    node.start();

    untilTold(node, "the job still runs");
  }

  @Test
  void way6TheJobCantBeMade() throws Exception {
    Node node = scheduled(quick());
    node.scheduler()
        .setJobFactory(
            (bundle, scheduler) -> {
              throw new SchedulerException("no such job");
            });
    node.start();

    untilTold(node, "could not make the job (state ERROR)");
  }

  @Test
  void way7RedisIsAway() throws Exception {
    Node node = scheduled(quick()).start();
    untilFiresAgain(node, "t", 1);

    redis.stop();

    untilTold(node, "Redis does not answer this node");
    redis.start();
    until(() -> node.entry("beatcop").getOverdue() == 0);
  }

  @Test
  void way8RedisRefusesTheJournal() throws Exception {
    redis.command("SET", key("fires"), "of another type");

    Node node = scheduled(quick()).start();

    untilTold(node, "refuses its journal");
    redis.command("DEL", key("fires"));
    until(() -> node.entry("beatcop").getOverdue() == 0);
  }

  @Test
  void way9TheSchedulerOfTheHolderHangsInItsJobStore() throws Exception {
    Node node = quick();
    Node other = quick();
    for (Node each : new Node[] {node, other}) {
      each.scheduler()
          .addCalendar(
              "days", new HangingCalendar(each == node ? open : new CountDownLatch(0)), true, true);
    }
    Trigger trigger =
        trigger("t")
            .modifiedByCalendar("days")
            .withSchedule(SimpleScheduleBuilder.repeatSecondlyForever())
            .startAt(new Date(System.currentTimeMillis() / 1000 * 1000 + 2_000))
            .build();
    schedule(node, Node.Ticking.class, trigger);
    schedule(other, Node.Ticking.class, trigger);
    node.start();
    untilHeldBy(node);
    other.start();

    untilTold(other, " holds the lease and does not fire it");
    untilTold(node, "the scheduler of this node does not answer");
    until(
        () -> log.with(lease, "the scheduler of this node does not answer, so it may").size() == 1);
  }

  @Test
  void way10ATriggerIsPausedOnTheHolderAlone() throws Exception {
    Node node = scheduled(quick()).start();
    untilHeldBy(node);
    Node other = scheduled(quick()).start();
    untilFiresAgain(node, "t", 1);

    node.scheduler().pauseTrigger(new TriggerKey("t", GROUP));

    untilTold(other, " holds the lease and does not fire it");
    assertThat(node.entry("beatcop").getOverdue()).isZero();
  }

  @Test
  void way11OnlyANodeThatWaitsHasTheTrigger() throws Exception {
    Node node = quick().start();
    untilHeldBy(node);
    Node other = scheduled(quick()).start();

    untilTold(other, " holds the lease and does not fire it");
  }

  @Test
  void way12TheHolderLeavesAndItsLastJobDoesNotEnd() throws Exception {
    Node node = scheduled(quick()).start();
    untilFiresAgain(node, "t", 1);
    schedule(node, Hanging.class, trigger("hang").startNow().build());
    until(() -> node.entry("beatcop").getRunning() == 1);

    operator(control -> control.askToStepDown(note()));

    untilTold(node, "until its last job has ended");
  }

  @Test
  void whatIsPausedOrEndedIsNotOverdue() throws Exception {
    Node node = scheduled(quick());
    schedule(node, Node.Ticking.class, at("once", System.currentTimeMillis() + 1_000));
    node.start();
    Scheduler scheduler = node.scheduler();
    untilFiresAgain(node, "once", 1);
    scheduler.pauseTrigger(new TriggerKey("t", GROUP));
    long end = System.currentTimeMillis() + 4_500;

    untilItIs(end);

    assertThat(log.with(lease, "overdue")).isEmpty();
  }
}
