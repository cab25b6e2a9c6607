package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quartz.SimpleScheduleBuilder.simpleSchedule;

import io.beatcop.testing.Slow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.DateBuilder;
import org.quartz.InterruptableJob;
import org.quartz.JobBuilder;
import org.quartz.JobDataMap;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
import org.quartz.ListenerManager;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.TriggerListener;
import org.quartz.impl.calendar.BaseCalendar;
import org.quartz.listeners.JobChainingJobListener;
import org.quartz.listeners.TriggerListenerSupport;

/** The other ways into a firing and out of it: Quartz treats them alike with the plugin. */
@Slow
class SiblingsIT extends CaseNodes {

  /** A firing that another listener vetoes is dealt with, and leaves nothing running. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatAnotherListenerVetoesIsDealtWith(boolean afterOurs) throws SchedulerException {
    Node node = node().everyTenthOfASecond(GROUP);
    Node heir = node().everyTenthOfASecond(GROUP);
    AtomicInteger vetoes = new AtomicInteger();
    for (Node each : List.of(node, heir)) {
      each.scheduler()
          .scheduleJob(
              JobBuilder.newJob(Node.Ticking.class)
                  .withIdentity("vetoed", GROUP)
                  .requestRecovery()
                  .build(),
              eachSecond("vetoed"));
    }
    addListener(node, new Vetoing(vetoes), afterOurs);
    node.start();
    heir.start();
    until(() -> vetoes.get() >= 2);
    node.scheduler().pauseTrigger(new TriggerKey("tick", GROUP));
    node.scheduler().pauseTrigger(new TriggerKey("vetoed", GROUP));
    until(() -> node.scheduler().getCurrentlyExecutingJobs().isEmpty());
    // A job that was let through is not in that list yet.
    until(() -> node.entry("beatcop").getRunning() == 0);
    until(() -> redis.command("HLEN", key("running")).orElseThrow().equals(0L));
    long handedOver = System.currentTimeMillis();

    node.close();

    untilFiresAgain(heir, "vetoed", 2);
    assertThat(times("vetoed", node)).isEmpty();
    assertThat(times("vetoed", heir)).allMatch(time -> time > handedOver - 2_000);
  }

  /** Quartz asks its listeners in the order in which they were added. */
  private static void addListener(Node node, TriggerListener listener, boolean last)
      throws SchedulerException {
    ListenerManager listeners = node.scheduler().getListenerManager();
    List<TriggerListener> others = last ? List.of() : List.copyOf(listeners.getTriggerListeners());
    others.forEach(other -> listeners.removeTriggerListener(other.getName()));
    listeners.addTriggerListener(listener);
    others.forEach(listeners::addTriggerListener);
  }

  /** Vetoes one trigger. */
  private static final class Vetoing extends TriggerListenerSupport {

    private final AtomicInteger vetoes;

    Vetoing(AtomicInteger vetoes) {
      this.vetoes = vetoes;
    }

    @Override
    public String getName() {
      return "vetoing";
    }

    @Override
    public boolean vetoJobExecution(Trigger trigger, JobExecutionContext context) {
      boolean vetoes = trigger.getKey().getName().equals("vetoed");
      if (vetoes) {
        this.vetoes.incrementAndGet();
      }
      return vetoes;
    }
  }

  @Test
  void aJobThatIsTriggeredByHandHasItsDataOnAnyNode() throws SchedulerException {
    Node leader = node().everyTenthOfASecond(GROUP).start();
    untilFiresAgain(leader, "tick", 1);
    Node follower = node().start();
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    Acting.on(follower, context -> seen.add(context.getMergedJobDataMap().getString("mine")));
    JobKey key = new JobKey("j", GROUP);
    follower
        .scheduler()
        .addJob(JobBuilder.newJob(Acting.class).withIdentity(key).storeDurably().build(), false);

    follower.scheduler().triggerJob(key, new JobDataMap(Map.of("mine", "yes")));

    until(() -> seen.size() == 1);
    assertThat(seen).containsExactly("yes");
  }

  @Test
  void jobsThatAreChainedRunOnceEachOnTheHolderAlone() throws SchedulerException {
    Node leader = chained();
    leader.start();
    untilFiresAgain(leader, "first", 1);
    Node follower = chained();
    follower.start();

    until(() -> chainedFires(leader) >= 4);

    leader.scheduler().pauseTrigger(new TriggerKey("first", GROUP));
    until(() -> leader.entry("beatcop").getRunning() == 0);
    until(() -> chainedFires(leader) == times("first", leader).size());
    assertThat(follower.fires()).isEmpty();
    assertThat(times("first", leader)).doesNotHaveDuplicates();
  }

  private Node chained() throws SchedulerException {
    JobChainingJobListener chain = new JobChainingJobListener("chain");
    chain.addJobChainLink(new JobKey("first", GROUP), new JobKey("second", GROUP));
    Node node = node();
    node.scheduler().getListenerManager().addJobListener(chain);
    schedule(node, Node.Ticking.class, eachSecond("first"));
    node.scheduler()
        .addJob(
            JobBuilder.newJob(Node.Ticking.class)
                .withIdentity("second", GROUP)
                .storeDurably()
                .build(),
            false);
    return node;
  }

  private static long chainedFires(Node node) {
    return node.fires().stream().filter(fire -> fire.trigger().getName().startsWith("MT_")).count();
  }

  /** Notes that it was fired, and runs until it is interrupted. */
  public static final class Interrupted implements InterruptableJob {

    private final CountDownLatch end = new CountDownLatch(1);

    /** Made by Quartz. */
    public Interrupted() {}

    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      Node.note(context);
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void interrupt() {
      end.countDown();
    }
  }

  @Test
  void aJobThatIsInterruptedHasEnded() throws SchedulerException {
    Node node = node();
    schedule(node, Interrupted.class, eachSecond("t"));
    node.start();
    until(() -> times("t", node).size() >= 2);

    node.scheduler().pauseTrigger(new TriggerKey("t", GROUP));
    node.scheduler().interrupt(new JobKey("t", GROUP));

    until(() -> node.entry("beatcop").getRunning() == 0);
    node.scheduler().resumeTrigger(new TriggerKey("t", GROUP));
    untilFiresAgain(node, "t", 1);
    node.scheduler().pauseTrigger(new TriggerKey("t", GROUP));
    until(
        () -> {
          node.scheduler().interrupt(new JobKey("t", GROUP));
          return node.entry("beatcop").getRunning() == 0;
        });
    assertThat(times("t", node)).doesNotHaveDuplicates();
  }

  @Test
  void aJobThatReschedulesItselfGoesByItsNewSchedule() throws SchedulerException {
    Node node = node();
    Acting.on(
        node,
        context -> {
          Trigger trigger = context.getTrigger();
          if (trigger.getNextFireTime() != null) {
            context
                .getScheduler()
                .rescheduleJob(
                    trigger.getKey(), at("t", context.getScheduledFireTime().getTime() + 2_500));
          }
        });
    long start = System.currentTimeMillis() + 1_000;
    schedule(
        node,
        Acting.class,
        trigger("t")
            .startAt(new Date(start))
            .withSchedule(simpleSchedule().withIntervalInSeconds(1).repeatForever())
            .build());

    node.start();

    until(() -> !times("t", node).isEmpty());
    untilItIs(start + 2_500);
    aWhile();
    assertThat(times("t", node)).containsExactly(start, start + 2_500);
    assertThat(has(node, "t")).isFalse();
  }

  @Test
  void aTriggerThatIsRescheduledOnTheHolderStays() throws SchedulerException {
    Node node = node().schedule(often(50)).start();
    untilFiresAgain(node, "t", 1);

    for (int i = 0; i < 60; i++) {
      node.scheduler().rescheduleJob(new TriggerKey("t", GROUP), often(50 + i));
      int before = times("t", node).size();
      until(() -> times("t", node).size() > before || !has(node, "t"));
      assertThat(has(node, "t")).as("after %d", i).isTrue();
    }
  }

  private static Trigger often(int millis) {
    return trigger("t")
        .startAt(new Date(System.currentTimeMillis() + millis))
        .withSchedule(simpleSchedule().withIntervalInMilliseconds(millis).repeatForever())
        .build();
  }

  /** Excludes all odd seconds. */
  private static final class EvenSeconds extends BaseCalendar {

    private static final long serialVersionUID = 1;

    @Override
    public boolean isTimeIncluded(long millis) {
      return millis / 1_000 % 2 == 0;
    }

    @Override
    public long getNextIncludedTime(long millis) {
      return isTimeIncluded(millis) ? millis : millis + 1_000;
    }
  }

  @Test
  void whatACalendarExcludesIsNotMissedAtAHandOver() throws SchedulerException {
    Node first = excluding();
    Node second = excluding();
    first.start();
    second.start();
    untilFiresAgain(first, "t", 2);

    first.close();

    untilFiresAgain(second, "t", 2);
    List<Long> fired = times("t", first, second);
    assertThat(fired).doesNotHaveDuplicates().containsAll(allTimes(fired, 2_000));
    assertThat(fired).allMatch(time -> time / 1_000 % 2 == 0);
  }

  private Node excluding() throws SchedulerException {
    Node node = node();
    node.scheduler().addCalendar("even", new EvenSeconds(), false, false);
    return node.schedule(
        trigger("t").withSchedule(eachSecond()).modifiedByCalendar("even").build());
  }

  @Test
  void whatIsDueAtOnceIsFiredByPriority() throws SchedulerException {
    Node node = node("org.quartz.threadPool.threadCount", "1");
    long due = System.currentTimeMillis() + 1_500;
    for (int priority : List.of(1, 9, 5)) {
      node.schedule(trigger("p" + priority).startAt(new Date(due)).withPriority(priority).build());
    }

    node.start();

    until(() -> node.fires().size() == 3);
    assertThat(node.fires())
        .extracting(fire -> fire.trigger().getName())
        .containsExactly("p9", "p5", "p1");
  }

  @Test
  void aTriggerEndsByItsCountAndItsEndThoughTheLeaseMoves() throws SchedulerException {
    Date start = DateBuilder.nextGivenSecondDate(new Date(System.currentTimeMillis() + 500), 1);
    Node first = ending(start);
    Node second = ending(start);
    first.start();
    second.start();
    until(() -> times("counted", first).size() >= 3 && times("ending", first).size() >= 3);

    first.close();

    until(() -> times("counted", first, second).size() >= 10);
    until(() -> !has(second, "counted") && !has(second, "ending"));
    aWhile();
    List<Long> all = allTimes(List.of(start.getTime(), start.getTime() + 2_700), 300);
    assertThat(times("counted", first, second)).containsExactlyInAnyOrderElementsOf(all);
    assertThat(times("ending", first, second)).containsExactlyInAnyOrderElementsOf(all);
  }

  private Node ending(Date start) throws SchedulerException {
    SimpleScheduleBuilder schedule =
        simpleSchedule()
            .withIntervalInMilliseconds(300)
            .withMisfireHandlingInstructionIgnoreMisfires();
    return node()
        .schedule(
            trigger("counted").startAt(start).withSchedule(schedule.withRepeatCount(9)).build())
        .schedule(
            trigger("ending")
                .startAt(start)
                .endAt(new Date(start.getTime() + 2_800))
                .withSchedule(
                    simpleSchedule()
                        .withIntervalInMilliseconds(300)
                        .repeatForever()
                        .withMisfireHandlingInstructionIgnoreMisfires())
                .build());
  }
}
