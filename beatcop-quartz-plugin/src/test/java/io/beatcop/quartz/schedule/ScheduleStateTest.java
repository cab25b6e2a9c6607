package io.beatcop.quartz.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.quartz.JobDataMap;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.ObjectAlreadyExistsException;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;

/** A schedule goes from version to version, and all who apply the same changes have the same. */
class ScheduleStateTest {

  private final ScheduleState state = new ScheduleState();
  private final ScheduleEdits edits =
      new ScheduleEdits(RandomSchedules.NOW, false, JavaValues.NONE);
  private final RandomSchedules made = new RandomSchedules(7);
  private int changes;

  static LongStream seeds() {
    return LongStream.range(0, 50);
  }

  /** What a user asks for. */
  private interface Edit {
    void make(Draft draft) throws JobPersistenceException;
  }

  private Change change(Edit edit) throws JobPersistenceException {
    Draft draft = new Draft(state);
    edit.make(draft);
    Change change = draft.change("c" + ++changes);
    state.apply(change);
    return change;
  }

  private void trigger(String name, String group, JobDetail job) throws JobPersistenceException {
    change(draft -> edits.storeTrigger(draft, made.trigger(name, group, job), false));
  }

  private JobDetail job(String name, boolean durable) throws JobPersistenceException {
    JobDetail job = made.job(name, "jobs").getJobBuilder().storeDurably(durable).build();
    change(draft -> edits.storeJob(draft, job, false));
    return job;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whoAppliesTheSameChangesHasTheSame(long seed) throws Exception {
    RandomSchedules random = new RandomSchedules(seed);
    ScheduleState other = new ScheduleState();
    ScheduleState late = new ScheduleState();

    for (int i = 0; i < 100; i++) {
      other.apply(change(draft -> anything(random, draft)));
      assertIndexed(other);
      if (i == 50) {
        other.entries().forEach((item, entry) -> late.set(item, Optional.of(entry)));
      }
    }
    Map<Item, Optional<Entry>> missing = late.differencesTo(state);
    missing.forEach(late::set);
    late.is(state.version());

    assertThat(other.entries()).isEqualTo(state.entries());
    assertThat(other.version()).isEqualTo(state.version());
    assertThat(late.entries()).isEqualTo(state.entries());
    assertThat(late.triggers()).isEqualTo(state.triggers());
    assertIndexed(late);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void becomesAnotherState(long seed) throws Exception {
    RandomSchedules random = new RandomSchedules(seed);
    for (int i = 0; i < 50; i++) {
      Change unused = change(draft -> anything(random, draft));
    }
    ScheduleState other = new ScheduleState();

    other.become(state);

    assertThat(other.entries()).isEqualTo(state.entries());
    assertThat(other.triggers()).isEqualTo(state.triggers());
    assertThat(other.version()).isEqualTo(state.version());
    assertIndexed(other);
  }

  private void anything(RandomSchedules random, Draft draft) throws JobPersistenceException {
    JobDetail job = random.job("j" + random.below(4), "g" + random.below(2));
    TriggerKey key = new TriggerKey("t" + random.below(6), "h" + random.below(2));
    switch (random.below(12)) {
      case 0 -> ScheduleEdits.removeJob(draft, job.getKey());
      case 1 -> ScheduleEdits.removeTrigger(draft, key);
      case 2 -> PauseEdits.pauseTriggers(draft, GroupMatcher.triggerGroupEquals(key.getGroup()));
      case 3 -> PauseEdits.resumeTriggers(draft, GroupMatcher.triggerGroupStartsWith("h"));
      case 4 -> PauseEdits.pauseJobs(draft, GroupMatcher.anyJobGroup());
      case 5 -> PauseEdits.resumeAll(draft);
      case 6 -> ScheduleEdits.storeCalendar(draft, "days", random.calendar(), true, true);
      case 7 -> PauseEdits.pauseTrigger(draft, key);
      default -> {
        edits.storeJob(draft, job, true);
        edits.storeTrigger(draft, random.trigger(key.getName(), key.getGroup(), job), true);
      }
    }
  }

  /** Each trigger has its job, and each job knows its triggers. */
  private static void assertIndexed(ScheduleState state) {
    for (TriggerKey key : state.triggers()) {
      JobKey job = state.references(key).orElseThrow().job();
      assertThat(state.has(Item.of(job))).isTrue();
      assertThat(state.triggersOf(job)).contains(key);
    }
    assertThat(state.entries().keySet().stream().filter(i -> i.kind() == Item.Kind.STATE))
        .allMatch(item -> state.has(Item.of(item.triggerKey())));
  }

  @Test
  void aJobGoesWithItsLastTriggerUnlessItIsDurable() throws Exception {
    JobDetail lasting = job("lasting", true);
    JobDetail passing = job("passing", false);
    trigger("a", "g", lasting);
    trigger("b", "g", passing);
    trigger("c", "g", passing);

    change(draft -> ScheduleEdits.removeTriggers(draft, List.of(key("a"), key("b"))));
    assertThat(state.has(Item.of(lasting.getKey()))).isTrue();
    assertThat(state.has(Item.of(passing.getKey()))).isTrue();

    change(draft -> ScheduleEdits.removeTrigger(draft, key("c")));
    assertThat(state.has(Item.of(passing.getKey()))).isFalse();
  }

  @Test
  void aReplacementByAnotherJobsTriggerIsRefusedAndLosesNothing() throws Exception {
    JobDetail one = job("one", true);
    JobDetail two = job("two", true);
    trigger("a", "g", one);

    Draft draft = new Draft(state);
    assertThatExceptionOfType(JobPersistenceException.class)
        .isThrownBy(() -> edits.replaceTrigger(draft, key("a"), made.trigger("a", "g", two)))
        .withMessageContaining("can't replace g.a of job jobs.one");
    assertThat(draft.isEmpty()).isTrue();
  }

  @Test
  void aReplacementMayHaveAnotherName() throws Exception {
    JobDetail job = job("one", false);
    trigger("a", "g", job);

    change(draft -> edits.replaceTrigger(draft, key("a"), made.trigger("b", "g", job)));

    assertThat(state.triggers()).containsExactly(key("b"));
    assertThat(state.has(Item.of(job.getKey()))).isTrue();
  }

  @Test
  void aGroupThatIsPausedPausesWhatComesLater() throws Exception {
    JobDetail job = job("one", true);
    change(
        draft ->
            assertThat(PauseEdits.pauseTriggers(draft, GroupMatcher.triggerGroupEquals("to come")))
                .containsExactly("to come"));
    trigger("a", "to come", job);
    trigger("a", "g", job);

    assertThat(state.stateOf(new TriggerKey("a", "to come"))).contains(StoredState.PAUSED);
    assertThat(state.stateOf(key("a"))).isEmpty();
    assertThat(PauseEdits.pausedTriggerGroups(state)).containsExactly("to come");

    change(draft -> PauseEdits.resumeTriggers(draft, GroupMatcher.triggerGroupEquals("to come")));
    assertThat(state.stateOf(new TriggerKey("a", "to come"))).isEmpty();
    assertThat(PauseEdits.pausedTriggerGroups(state)).isEmpty();
  }

  @Test
  void aTriggerWhoseJobGroupIsPausedStaysSoWhenItsOwnGroupIsResumed() throws Exception {
    JobDetail job = job("one", true);
    trigger("a", "g", job);
    change(draft -> PauseEdits.pauseJobs(draft, GroupMatcher.jobGroupEquals("jobs")));

    change(draft -> PauseEdits.resumeTriggers(draft, GroupMatcher.anyTriggerGroup()));
    assertThat(state.stateOf(key("a"))).contains(StoredState.PAUSED);

    change(draft -> PauseEdits.resumeJobs(draft, GroupMatcher.jobGroupEquals("jobs")));
    assertThat(state.stateOf(key("a"))).isEmpty();
  }

  @Test
  void aTriggerThatHasEndedIsNotPaused() throws Exception {
    trigger("a", "g", job("one", true));
    change(draft -> draft.setState(key("a"), StoredState.COMPLETE));

    Draft draft = new Draft(state);
    PauseEdits.pauseTrigger(draft, key("a"));

    assertThat(draft.isEmpty()).isTrue();
  }

  @Test
  void aTriggerInErrorIsResetToThePauseOfItsGroup() throws Exception {
    JobDetail job = job("one", true);
    trigger("a", "g", job);
    trigger("b", "h", job);
    change(draft -> PauseEdits.pauseTriggers(draft, GroupMatcher.triggerGroupEquals("h")));
    change(
        draft -> {
          draft.setState(key("a"), StoredState.ERROR);
          draft.setState(new TriggerKey("b", "h"), StoredState.ERROR);
        });

    change(
        draft -> {
          PauseEdits.resetError(draft, key("a"));
          PauseEdits.resetError(draft, new TriggerKey("b", "h"));
        });

    assertThat(state.stateOf(key("a"))).isEmpty();
    assertThat(state.stateOf(new TriggerKey("b", "h"))).contains(StoredState.PAUSED);
  }

  @Test
  void nothingIsStoredTwiceUnlessItReplaces() throws Exception {
    JobDetail job = job("one", true);
    trigger("a", "g", job);

    Draft draft = new Draft(state);
    assertThatExceptionOfType(ObjectAlreadyExistsException.class)
        .isThrownBy(() -> edits.storeJob(draft, job, false));
    assertThatExceptionOfType(ObjectAlreadyExistsException.class)
        .isThrownBy(() -> edits.storeTrigger(draft, made.trigger("a", "g", job), false));
    edits.storeJob(draft, job, true);

    assertThat(draft.isEmpty()).as("the same job again changes nothing").isTrue();
  }

  @Test
  void whatIsDeclaredAsItIsAlreadyGoesOn() throws Exception {
    trigger("a", "g", job("one", true));

    assertThat(storedAgain(key("a"), true).isEmpty()).isTrue();
    assertThat(storedAgain(key("a"), false).isEmpty()).isFalse();
  }

  @Test
  void aPausedTriggerThatIsDeclaredBeginsAnewUnlessItsGroupIsPaused() throws Exception {
    JobDetail job = job("one", true);
    TriggerKey inPausedGroup = new TriggerKey("b", "h");
    trigger("a", "g", job);
    trigger("b", "h", job);
    change(draft -> PauseEdits.pauseTrigger(draft, key("a")));
    change(draft -> PauseEdits.pauseTriggers(draft, GroupMatcher.triggerGroupEquals("h")));

    assertThat(storedAgain(key("a"), true).stateOf(key("a"))).isEmpty();
    assertThat(storedAgain(inPausedGroup, true).isEmpty()).isTrue();
  }

  /** By a program that has begun some time later. */
  private Draft storedAgain(TriggerKey key, boolean declares) throws Exception {
    var again =
        TriggerText.read(key, state.entry(Item.of(key)).orElseThrow().text(), JavaValues.NONE);
    again.setNextFireTime(null);
    Draft draft = new Draft(state);
    new ScheduleEdits(RandomSchedules.NOW + 200_000, declares, JavaValues.NONE)
        .storeTrigger(draft, again, true);
    return draft;
  }

  @Test
  void anOutcomeOfATriggerThatWasStoredAnewChangesNothing() throws Exception {
    JobDetail job = job("one", false);
    trigger("a", "g", job);
    long former = state.version().number();
    change(draft -> edits.storeTrigger(draft, made.trigger("a", "g", job), true));
    long present = state.version().number();

    Draft draft = new Draft(state);
    FiringEdits.finished(draft, key("a"), former);
    FiringEdits.state(draft, key("a"), former, StoredState.COMPLETE);
    assertThat(draft.isEmpty()).isTrue();

    FiringEdits.state(draft, key("a"), present, StoredState.COMPLETE);
    assertThat(draft.stateOf(key("a"))).contains(StoredState.COMPLETE);
    FiringEdits.finished(draft, key("a"), present);
    assertThat(draft.has(Item.of(key("a")))).isFalse();
    assertThat(draft.has(Item.of(job.getKey()))).isFalse();
  }

  @Test
  void theDataOfARunReplaceThoseOfAJobAndNothingElse() throws Exception {
    JobDetail run = job("one", true);
    run.getJobDataMap().put("left", 5L);
    JobDetail other =
        run.getJobBuilder().withDescription("other").setJobData(new JobDataMap()).build();
    change(draft -> edits.storeJob(draft, other, true));

    change(draft -> FiringEdits.data(draft, run, OptionalLong.empty(), JavaValues.NONE));

    other.getJobDataMap().putAll(run.getJobDataMap());
    assertThat(state.entry(Item.of(run.getKey())).map(Entry::text))
        .contains(JobText.write(other, JavaValues.NONE));
  }

  @Test
  void theDataOfARunThatOthersMayHaveFollowedGoNowhere() throws Exception {
    JobDetail run = job("one", true);
    long begun = state.version().number();
    change(
        draft -> edits.storeJob(draft, run.getJobBuilder().usingJobData("next", 1).build(), true));
    run.getJobDataMap().put("left", 5L);

    Draft draft = new Draft(state);
    FiringEdits.data(draft, run, OptionalLong.of(begun), JavaValues.NONE);

    assertThat(draft.isEmpty()).isTrue();
  }

  @Test
  void afterAllArePausedWhatComesIsPausedUntilAllAreResumed() throws Exception {
    change(PauseEdits::pauseAll);
    trigger("a", "new", job("one", true));

    assertThat(state.stateOf(new TriggerKey("a", "new"))).contains(StoredState.PAUSED);
    // As a clustered JDBC store names it.
    assertThat(PauseEdits.pausedTriggerGroups(state))
        .containsExactlyInAnyOrder("new", "_$_ALL_GROUPS_PAUSED_$_");

    change(PauseEdits::resumeAll);
    trigger("b", "new", job("two", true));

    assertThat(state.stateOf(new TriggerKey("a", "new"))).isEmpty();
    assertThat(state.stateOf(new TriggerKey("b", "new"))).isEmpty();
    assertThat(PauseEdits.pausedTriggerGroups(state)).isEmpty();
  }

  @Test
  void anErrorDoesNotEndAPause() throws Exception {
    trigger("a", "g", job("one", true));
    change(draft -> PauseEdits.pauseTrigger(draft, key("a")));

    Draft draft = new Draft(state);
    FiringEdits.state(draft, key("a"), state.version().number() - 1, StoredState.ERROR);

    assertThat(draft.isEmpty()).isTrue();
  }

  @Test
  void aPauseDoesNotLetACompleteTriggerWaitAgain() throws Exception {
    trigger("a", "g", job("one", true));
    change(draft -> PauseEdits.pauseTrigger(draft, key("a")));

    Draft draft = new Draft(state);
    FiringEdits.state(draft, key("a"), state.version().number() - 1, StoredState.COMPLETE);

    assertThat(draft.stateOf(key("a"))).contains(StoredState.COMPLETE);
  }

  @Test
  void aCalendarThatATriggerHasCantBeRemoved() throws Exception {
    JobDetail job = job("one", true);
    change(draft -> ScheduleEdits.storeCalendar(draft, "days", made.calendar(), false, false));
    var withDays = made.trigger("a", "g", job);
    withDays.setCalendarName("days");
    change(draft -> edits.storeTrigger(draft, withDays, false));

    Draft draft = new Draft(state);
    assertThatExceptionOfType(JobPersistenceException.class)
        .isThrownBy(() -> ScheduleEdits.removeCalendar(draft, "days"))
        .withMessage("calendar 'days' can't be removed, since trigger g.a has it");
    assertThat(ScheduleEdits.removeCalendar(draft, "other")).isFalse();

    change(ScheduleEdits::clear);
    assertThat(state.entries()).isEmpty();
  }

  private static TriggerKey key(String name) {
    return new TriggerKey(name, "g");
  }
}
