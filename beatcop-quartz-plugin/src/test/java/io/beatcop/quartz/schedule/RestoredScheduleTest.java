package io.beatcop.quartz.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.calendar.BaseCalendar;
import org.quartz.spi.OperableTrigger;

/** What the holder's schedule and one that was begun on an empty Redis make together. */
class RestoredScheduleTest {

  private static final JobKey JOB = new JobKey("job");
  private static final TriggerKey FIRST = new TriggerKey("first");
  private static final TriggerKey SECOND = new TriggerKey("second");
  private static final Item DAYS = Item.calendar("days");

  private final ScheduleEdits edits = new ScheduleEdits(1_000, false, JavaValues.NONE);
  private final ScheduleState whole = new ScheduleState();
  private final ScheduleState found = new ScheduleState();

  /** A job that does nothing. */
  public static final class Idle implements Job {
    @Override
    public void execute(JobExecutionContext context) {}
  }

  @BeforeEach
  void aHolderWithAJobOfTwoTriggers() throws Exception {
    Draft draft = new Draft(whole);
    ScheduleEdits.storeCalendar(draft, DAYS.name(), new BaseCalendar(), false, false);
    edits.storeJob(draft, JobBuilder.newJob(Idle.class).withIdentity(JOB).build(), false);
    edits.storeTrigger(draft, trigger(FIRST), false);
    edits.storeTrigger(draft, trigger(SECOND), false);
    whole.apply(draft.change("c"));
  }

  private static OperableTrigger trigger(TriggerKey key) {
    OperableTrigger trigger =
        (OperableTrigger)
            TriggerBuilder.newTrigger()
                .withIdentity(key)
                .forJob(JOB)
                .modifiedByCalendar(DAYS.name())
                .build();
    trigger.computeFirstFireTime(null);
    return trigger;
  }

  private static Entry other(ScheduleState of, Item item) {
    return new Entry(9, of.entry(item).orElseThrow().text());
  }

  @Test
  void itIsTheHoldersOneIfNobodyHasStoredAnything() {
    RestoredSchedule.merge(whole, found, Set.of());

    assertThat(whole.entries().keySet())
        .containsExactlyInAnyOrder(DAYS, Item.of(JOB), Item.of(FIRST), Item.of(SECOND));
  }

  @Test
  void whatOthersHaveStoredIsAddedAndReplacesNothing() {
    Item more = Item.of(new JobKey("more"));
    found.set(Item.of(JOB), Optional.of(other(whole, Item.of(JOB))));
    found.set(more, Optional.of(other(whole, Item.of(JOB))));

    RestoredSchedule.merge(whole, found, Set.of());

    assertThat(whole.entry(more)).isPresent();
    assertThat(whole.entry(Item.of(JOB)).orElseThrow().version()).isEqualTo(1);
  }

  @Test
  void aTriggerThatOthersHaveDeletedIsGoneAndItsJobStaysForTheOtherOne() {
    RestoredSchedule.merge(whole, found, Set.of(Item.of(JOB), DAYS, Item.of(FIRST)));

    assertThat(whole.entries().keySet())
        .containsExactlyInAnyOrder(DAYS, Item.of(JOB), Item.of(SECOND));
  }

  @Test
  void aJobThatOthersHaveDeletedWithItsTriggersIsGone() {
    RestoredSchedule.merge(
        whole, found, Set.of(Item.of(JOB), Item.of(FIRST), Item.of(SECOND), DAYS));

    assertThat(whole.entries()).isEmpty();
  }

  @Test
  void aDurableJobThatOthersHaveDeletedIsGone() throws JobPersistenceException {
    JobKey durable = new JobKey("durable");
    Draft draft = new Draft(whole);
    edits.storeJob(
        draft, JobBuilder.newJob(Idle.class).withIdentity(durable).storeDurably().build(), false);
    whole.apply(draft.change("d"));

    RestoredSchedule.merge(whole, found, Set.of(Item.of(durable)));

    assertThat(whole.has(Item.of(durable))).isFalse();
  }

  @Test
  void whatOthersHaveDeletedAndStoredAgainStays() {
    found.set(Item.of(FIRST), Optional.of(other(whole, Item.of(FIRST))));
    found.set(Item.of(JOB), Optional.of(other(whole, Item.of(JOB))));

    RestoredSchedule.merge(whole, found, Set.of(Item.of(FIRST), Item.of(JOB)));

    assertThat(whole.triggers()).containsExactlyInAnyOrder(FIRST, SECOND);
  }
}
