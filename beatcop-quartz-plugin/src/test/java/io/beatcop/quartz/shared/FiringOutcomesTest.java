package io.beatcop.quartz.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.quartz.schedule.Change;
import io.beatcop.quartz.schedule.Draft;
import io.beatcop.quartz.schedule.JavaValues;
import io.beatcop.quartz.schedule.PauseEdits;
import io.beatcop.quartz.schedule.ScheduleEdits;
import io.beatcop.quartz.schedule.ScheduleState;
import io.beatcop.quartz.schedule.StoredState;
import io.beatcop.quartz.schedule.TriggerProgress;
import io.beatcop.quartz.schedule.Version;
import io.beatcop.quartz.shared.copy.DeafSignaler;
import io.beatcop.quartz.shared.copy.LocalSchedules.Idle;
import io.beatcop.quartz.shared.copy.ScheduleNews;
import io.beatcop.quartz.shared.store.RunMarks;
import io.beatcop.quartz.shared.store.ScheduleAnswer;
import io.beatcop.quartz.shared.store.ScheduleStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.Trigger.TriggerState;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.spi.OperableTrigger;
import org.quartz.spi.TriggerFiredBundle;

/** What a firing led to stays so, though Redis hears of it late. */
class FiringOutcomesTest {

  private static final Duration TTL = Duration.ofSeconds(2);
  private static final int INTERVAL_MILLIS = 1_000;
  private static final long THRESHOLD_MILLIS = 5_000;
  private static final TriggerKey KEY = new TriggerKey("trigger");
  private static final JobDetail JOB = JobBuilder.newJob(Idle.class).withIdentity("job").build();

  /** Redis, which nobody else uses. */
  private static final class Store implements ScheduleStore, RunMarks {

    private final ScheduleState state = new ScheduleState();
    private final List<Change> changes = new ArrayList<>();
    private final Map<TriggerKey, Progress> progress = new HashMap<>();
    private Runnable whenMarksAreRead = () -> {};
    private boolean isFull;

    @Override
    public ScheduleAnswer write(Version base, Change change) {
      if (isFull) {
        return new ScheduleAnswer.Unknown("full");
      }
      if (!base.equals(state.version())) {
        return new ScheduleAnswer.Elsewhere();
      }
      state.apply(change);
      changes.add(change);
      return new ScheduleAnswer.Done();
    }

    @Override
    public ScheduleAnswer since(Version known) {
      return new ScheduleAnswer.Changes(
          changes.subList((int) known.number(), changes.size()), known.number() + 1);
    }

    @Override
    public Optional<Loaded> load() {
      return Optional.of(new Loaded(new ScheduleState(), false));
    }

    @Override
    public ScheduleAnswer restore(long token, Version found, ScheduleState whole) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ScheduleAnswer note(long token, Map<TriggerKey, Progress> noted) {
      progress.putAll(noted);
      return new ScheduleAnswer.Done();
    }

    @Override
    public ScheduleAnswer noteRuns(long token, Map<JobKey, Progress> runs) {
      return new ScheduleAnswer.Done();
    }

    @Override
    public Optional<Map<TriggerKey, Progress>> progress() {
      return Optional.of(progress);
    }

    @Override
    public Optional<Map<TriggerKey, Progress>> progressOf(List<TriggerKey> triggers) {
      return progress();
    }

    @Override
    public Optional<Map<String, JobKey>> keep(Map<String, JobKey> own, Map<String, JobKey> ended) {
      return Optional.of(own);
    }

    @Override
    public Optional<Set<JobKey>> ofOthers() {
      whenMarksAreRead.run();
      return Optional.of(Set.of());
    }

    @Override
    public Optional<Set<JobKey>> ofAll() {
      return Optional.of(Set.of());
    }

    @Override
    public void close() {}
  }

  private final SimulatedTime time = new SimulatedTime();
  private final Store store = new Store();
  private final Vetoes vetoes = new Vetoes();
  private OptionalLong term = OptionalLong.of(1);
  private SharedSchedule schedule;

  @BeforeEach
  void aHolder() throws Exception {
    vetoes.close();
    schedule =
        new SharedSchedule(
            new ScheduleGround(
                "lease",
                "node",
                "node",
                TTL,
                Duration.ofMillis(100),
                store,
                store,
                new Impatience(),
                () -> time.nowMillis() * 1_000_000,
                () -> term,
                vetoes,
                () -> ScheduleNews.NOBODY,
                wake -> () -> {}),
            new VirtualRamStore(time, THRESHOLD_MILLIS, (key, from, to) -> {}),
            new DeafSignaler(),
            name -> Class.forName(name).asSubclass(Idle.class),
            THRESHOLD_MILLIS);
    boolean unused = schedule.round().run();
  }

  private static final class Impatience implements Patience {
    @Override
    public Wait begin() {
      return () -> true;
    }

    @Override
    public void close() {}
  }

  private void schedule(int times) throws JobPersistenceException {
    OperableTrigger trigger =
        (OperableTrigger)
            TriggerBuilder.newTrigger()
                .withIdentity(KEY)
                .forJob(JOB)
                .startAt(new Date(time.nowMillis()))
                .withSchedule(
                    SimpleScheduleBuilder.simpleSchedule()
                        .withIntervalInMilliseconds(INTERVAL_MILLIS)
                        .withRepeatCount(times - 1)
                        .withMisfireHandlingInstructionNextWithExistingCount())
                .build();
    trigger.computeFirstFireTime(null);
    ScheduleEdits edits = new ScheduleEdits(time.nowMillis(), false, JavaValues.NONE);
    boolean unused =
        schedule.change(
            draft -> {
              edits.storeJob(draft, JOB, false);
              edits.storeTrigger(draft, trigger, false);
              return true;
            });
  }

  private void change(Consumer<Draft> change) throws JobPersistenceException {
    boolean unused =
        schedule.change(
            draft -> {
              change.accept(draft);
              return true;
            });
  }

  private List<OperableTrigger> acquire() throws JobPersistenceException {
    return schedule.acquire(time.nowMillis(), 1, 0);
  }

  private TriggerFiredBundle fire() throws JobPersistenceException {
    return schedule.fire(acquire()).get(0).getTriggerFiredBundle();
  }

  private void end(TriggerFiredBundle firing, CompletedExecutionInstruction instruction) {
    schedule.complete(firing.getTrigger(), firing.getJobDetail(), instruction);
  }

  @Test
  void aTriggerInErrorStaysSoInTheNextTermThoughRedisWasNotToldInItsOwn() throws Exception {
    schedule(100);
    end(fire(), CompletedExecutionInstruction.NOOP);
    boolean unused = schedule.round().run();
    time.pass(INTERVAL_MILLIS);
    TriggerFiredBundle firing = fire();
    store.isFull = true;
    end(firing, CompletedExecutionInstruction.SET_ALL_JOB_TRIGGERS_ERROR);
    unused = schedule.round().run();
    term = OptionalLong.of(2);
    store.isFull = false;
    time.pass(INTERVAL_MILLIS);

    unused = schedule.round().run();

    assertThat(schedule.isOpenIn(2)).isTrue();
    assertThat(acquire()).isEmpty();
    assertThat(schedule.stateOf(KEY)).isEqualTo(TriggerState.ERROR);
    assertThat(store.state.stateOf(KEY)).contains(StoredState.ERROR);
  }

  @Test
  void aTermIsOpenedOnlyOnceRedisKnowsOfAnEndThatCameMeanwhile() throws Exception {
    schedule(100);
    TriggerFiredBundle firing = fire();
    term = OptionalLong.of(2);
    time.pass(INTERVAL_MILLIS);
    store.whenMarksAreRead = () -> end(firing, CompletedExecutionInstruction.SET_TRIGGER_COMPLETE);

    assertThat(schedule.round().run()).as("there is more to do at once").isTrue();
    assertThat(schedule.isOpenIn(2)).isFalse();
    store.whenMarksAreRead = () -> {};
    boolean unused = schedule.round().run();

    assertThat(schedule.isOpenIn(2)).isTrue();
    assertThat(acquire()).isEmpty();
    assertThat(schedule.stateOf(KEY)).isEqualTo(TriggerState.COMPLETE);
  }

  @Test
  void aVetoedFiringGetsItsTimeBackThoughAMisfireHasPassedOverAllLaterOnes() throws Exception {
    schedule(2);
    Date first = new Date(time.nowMillis());
    TriggerFiredBundle firing = fire();
    time.pass(INTERVAL_MILLIS + THRESHOLD_MILLIS);
    assertThat(acquire()).isEmpty();
    boolean unused = schedule.round().run();

    vetoes.put();
    end(firing, CompletedExecutionInstruction.NOOP);

    assertThat(store.state.stateOf(KEY)).isEmpty();
    Date next = schedule.look((state, ram) -> ram.retrieveTrigger(KEY).getNextFireTime());
    assertThat(next).isEqualTo(first);
  }

  /** For all nodes, and here. */
  private void assertCompleteAfterARound() throws Exception {
    boolean unused = schedule.round().run();

    assertThat(store.state.stateOf(KEY)).contains(StoredState.COMPLETE);
    assertThat(schedule.stateOf(KEY)).isEqualTo(TriggerState.COMPLETE);
  }

  @Test
  void aMisfireEndsATriggerOnceItsLastFiringHasEnded() throws Exception {
    schedule(2);
    TriggerFiredBundle firing = fire();
    time.pass(INTERVAL_MILLIS + THRESHOLD_MILLIS);
    assertThat(acquire()).isEmpty();

    end(firing, CompletedExecutionInstruction.NOOP);
    assertCompleteAfterARound();
  }

  @Test
  void aMisfireEndsATriggerThoughItIsPausedAndResumedBeforeRedisKnows() throws Exception {
    schedule(1);
    time.pass(2 * THRESHOLD_MILLIS);
    assertThat(acquire()).isEmpty();

    change(draft -> PauseEdits.pauseTrigger(draft, KEY));
    change(draft -> PauseEdits.resumeTrigger(draft, KEY));
    assertCompleteAfterARound();
  }

  @Test
  void aTriggerThatItsJobHasEndedStaysSoThoughAnotherFiringOfItGetsItsTimeBack() throws Exception {
    schedule(100);
    TriggerFiredBundle ending = fire();
    time.pass(INTERVAL_MILLIS);
    TriggerFiredBundle vetoed = fire();
    end(ending, CompletedExecutionInstruction.SET_TRIGGER_COMPLETE);

    vetoes.put();
    end(vetoed, CompletedExecutionInstruction.NOOP);

    assertThat(acquire()).isEmpty();
    boolean unused = schedule.round().run();
    assertThat(schedule.stateOf(KEY)).isEqualTo(TriggerState.COMPLETE);
  }

  @Test
  void aTriggerThatItsJobHasEndedStaysSoThoughItIsWoundBack() throws Exception {
    schedule(100);
    OperableTrigger before = schedule.look((state, ram) -> ram.retrieveTrigger(KEY));
    end(fire(), CompletedExecutionInstruction.SET_TRIGGER_COMPLETE);

    schedule.windBack(KEY, TriggerProgress.of(before));

    assertThat(acquire()).isEmpty();
    assertThat(schedule.stateOf(KEY)).isEqualTo(TriggerState.COMPLETE);
  }
}
