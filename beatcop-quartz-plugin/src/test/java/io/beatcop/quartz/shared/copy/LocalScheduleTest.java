package io.beatcop.quartz.shared.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.quartz.schedule.Change;
import io.beatcop.quartz.schedule.Draft;
import io.beatcop.quartz.schedule.Entry;
import io.beatcop.quartz.schedule.FiringEdits;
import io.beatcop.quartz.schedule.Item;
import io.beatcop.quartz.schedule.JavaValues;
import io.beatcop.quartz.schedule.JobText;
import io.beatcop.quartz.schedule.ScheduleEdits;
import io.beatcop.quartz.schedule.ScheduleState;
import io.beatcop.quartz.schedule.StoredState;
import io.beatcop.quartz.schedule.Version;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobPersistenceException;
import org.quartz.Trigger.TriggerState;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.spi.OperableTrigger;

/** This node's copy of a shared schedule, as its threads change it in any order. */
class LocalScheduleTest {

  private static final JobDetail JOB =
      JobBuilder.newJob(LocalSchedules.Idle.class).withIdentity("j", "g").storeDurably().build();

  private LocalSchedule local;

  @BeforeEach
  void anEmptyCopy() throws Exception {
    local = LocalSchedules.empty();
  }

  private boolean hasJob() throws JobPersistenceException {
    return local.with(
        (state, ram) -> state.has(Item.of(JOB.getKey())) && ram.checkExists(JOB.getKey()));
  }

  private void store(long number) throws JobPersistenceException {
    local.apply(
        new Change(
            "c" + number,
            Map.of(Item.of(JOB.getKey()), Optional.of(JobText.write(JOB, JavaValues.NONE)))),
        number,
        false);
  }

  @Test
  void becomesWhatWasRead() throws Exception {
    store(1);
    ScheduleState read = new ScheduleState();
    read.is(new Version(5, "c5"));

    local.become(read, local.version());

    assertThat(hasJob()).isFalse();
    assertThat(local.version()).isEqualTo(new Version(5, "c5"));
  }

  @Test
  void pausesATriggerThatWasCompleteHereAndIsPausedInWhatWasRead() throws Exception {
    TriggerKey key = new TriggerKey("t", "g");
    OperableTrigger trigger =
        (OperableTrigger) TriggerBuilder.newTrigger().withIdentity(key).forJob(JOB).build();
    trigger.computeFirstFireTime(null);
    Draft draft = new Draft(new ScheduleState());
    ScheduleEdits edits = new ScheduleEdits(1_000, false, JavaValues.NONE);
    edits.storeJob(draft, JOB, false);
    edits.storeTrigger(draft, trigger, false);
    Change change = draft.change("c1");
    ScheduleState read = new ScheduleState();
    read.apply(change);
    Draft complete = new Draft(read);
    FiringEdits.state(complete, key, 1, StoredState.COMPLETE);
    local.apply(change, 1, false);
    local.apply(complete.change("c2"), 2, false);
    read.set(Item.stateOf(key), Optional.of(new Entry(2, StoredState.PAUSED.text())));
    read.is(new Version(2, "other"));

    local.become(read, local.version());

    TriggerState present = local.with((state, ram) -> ram.getTriggerState(key));
    assertThat(present).isEqualTo(TriggerState.PAUSED);
  }

  @Test
  void keepsItsOwnChangeThatIsNewerThanWhatWasRead() throws Exception {
    Version known = local.version();
    ScheduleState read = new ScheduleState();
    store(1);

    local.become(read, known);

    assertThat(hasJob()).isTrue();
    assertThat(local.version()).isEqualTo(new Version(1, "c1"));
  }
}
