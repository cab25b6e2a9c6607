package io.beatcop.quartz;

import io.beatcop.quartz.schedule.PauseEdits;
import io.beatcop.quartz.shared.SharedSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.quartz.Calendar;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.Trigger.TriggerState;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.spi.JobStore;
import org.quartz.spi.OperableTrigger;
import org.quartz.spi.TriggerFiredResult;

/**
 * The part of a shared job store that changes nothing: it looks at this node's copy of the
 * schedule, and fires from it.
 */
abstract class ScheduleView implements JobStore {

  abstract SharedSchedule schedule();

  @Override
  public @Nullable JobDetail retrieveJob(JobKey key) throws JobPersistenceException {
    return schedule().look((state, ram) -> Optional.ofNullable(ram.retrieveJob(key))).orElse(null);
  }

  @Override
  public @Nullable OperableTrigger retrieveTrigger(TriggerKey key) throws JobPersistenceException {
    Optional<OperableTrigger> trigger =
        schedule().look((state, ram) -> Optional.ofNullable(ram.retrieveTrigger(key)));
    return trigger.isPresent() ? schedule().withProgress(List.of(trigger.get())).get(0) : null;
  }

  @Override
  public boolean checkExists(JobKey key) throws JobPersistenceException {
    return schedule().look((state, ram) -> ram.checkExists(key));
  }

  @Override
  public boolean checkExists(TriggerKey key) throws JobPersistenceException {
    return schedule().look((state, ram) -> ram.checkExists(key));
  }

  @Override
  public @Nullable Calendar retrieveCalendar(String name) throws JobPersistenceException {
    return schedule()
        .look((state, ram) -> Optional.ofNullable(ram.retrieveCalendar(name)))
        .orElse(null);
  }

  @Override
  public int getNumberOfJobs() throws JobPersistenceException {
    return schedule().look((state, ram) -> ram.getNumberOfJobs());
  }

  @Override
  public int getNumberOfTriggers() throws JobPersistenceException {
    return schedule().look((state, ram) -> ram.getNumberOfTriggers());
  }

  @Override
  public int getNumberOfCalendars() throws JobPersistenceException {
    return schedule().look((state, ram) -> ram.getNumberOfCalendars());
  }

  @Override
  public Set<JobKey> getJobKeys(GroupMatcher<JobKey> matcher) throws JobPersistenceException {
    return schedule().look((state, ram) -> ram.getJobKeys(matcher));
  }

  @Override
  public Set<TriggerKey> getTriggerKeys(GroupMatcher<TriggerKey> matcher)
      throws JobPersistenceException {
    return schedule().look((state, ram) -> ram.getTriggerKeys(matcher));
  }

  @Override
  public List<String> getJobGroupNames() throws JobPersistenceException {
    return schedule().look((state, ram) -> ram.getJobGroupNames());
  }

  @Override
  public List<String> getTriggerGroupNames() throws JobPersistenceException {
    return schedule().look((state, ram) -> ram.getTriggerGroupNames());
  }

  @Override
  public List<String> getCalendarNames() throws JobPersistenceException {
    return schedule().look((state, ram) -> ram.getCalendarNames());
  }

  @Override
  public List<OperableTrigger> getTriggersForJob(JobKey key) throws JobPersistenceException {
    return schedule().withProgress(schedule().look((state, ram) -> ram.getTriggersForJob(key)));
  }

  // No method of the RAMJobStore before Quartz 2.5.
  @Override
  public List<JobDetail> getJobDetails(GroupMatcher<JobKey> matcher)
      throws JobPersistenceException {
    return schedule()
        .look(
            (state, ram) -> {
              List<JobDetail> jobs = new ArrayList<>();
              ram.getJobKeys(matcher).forEach(key -> jobs.add(ram.retrieveJob(key)));
              return jobs;
            });
  }

  @Override
  public List<OperableTrigger> getTriggersByJobAndTriggerGroup(
      GroupMatcher<JobKey> jobs, GroupMatcher<TriggerKey> triggers) throws JobPersistenceException {
    return schedule()
        .withProgress(
            schedule()
                .look(
                    (state, ram) -> {
                      List<OperableTrigger> found = new ArrayList<>();
                      Set<TriggerKey> matching = ram.getTriggerKeys(triggers);
                      ram.getJobKeys(jobs).forEach(key -> found.addAll(ram.getTriggersForJob(key)));
                      found.removeIf(trigger -> !matching.contains(trigger.getKey()));
                      return found;
                    }));
  }

  @Override
  public TriggerState getTriggerState(TriggerKey key) throws JobPersistenceException {
    return schedule().stateOf(key);
  }

  @Override
  public Set<String> getPausedTriggerGroups() throws JobPersistenceException {
    return schedule().look((state, ram) -> PauseEdits.pausedTriggerGroups(state));
  }

  @Override
  public boolean supportsPersistence() {
    return true;
  }

  @Override
  public long getEstimatedTimeToReleaseAndAcquireTrigger() {
    return 5;
  }

  @Override
  public boolean isClustered() {
    return true;
  }

  @Override
  public void setInstanceId(String id) {}

  @Override
  public void setThreadPoolSize(int size) {}

  @Override
  public long getAcquireRetryDelay(int failures) {
    return 20;
  }

  @Override
  public void schedulerPaused() {}

  @Override
  public void schedulerResumed() {}

  // ---- Firing

  @Override
  public List<OperableTrigger> acquireNextTriggers(long noLaterThan, int most, long timeWindow)
      throws JobPersistenceException {
    return schedule().acquire(noLaterThan, most, timeWindow);
  }

  @Override
  public void releaseAcquiredTrigger(OperableTrigger trigger) {
    schedule().release(trigger);
  }

  @Override
  public List<TriggerFiredResult> triggersFired(List<OperableTrigger> triggers)
      throws JobPersistenceException {
    return schedule().fire(triggers);
  }

  @Override
  public void triggeredJobComplete(
      OperableTrigger trigger, JobDetail job, CompletedExecutionInstruction instruction) {
    schedule().complete(trigger, job, instruction);
  }
}
