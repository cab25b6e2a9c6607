package io.beatcop.quartz.scheduler;

import io.beatcop.quartz.settings.JobSlice;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.listeners.SchedulerListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes what is scheduled and deleted on to the slice that the job is in. */
final class SliceEvents extends SchedulerListenerSupport {

  private static final Logger log = LoggerFactory.getLogger(SliceEvents.class);

  private final Scheduler scheduler;
  private final TriggerSlices known;
  private final List<ScheduleEvents> slices;

  /**
   * Makes a listener.
   *
   * @param known is told of each trigger
   * @param slices the listener of each slice, by its number
   */
  SliceEvents(Scheduler scheduler, TriggerSlices known, List<ScheduleEvents> slices) {
    this.scheduler = scheduler;
    this.known = known;
    this.slices = List.copyOf(slices);
  }

  private ScheduleEvents of(JobKey job) {
    return slices.get(JobSlice.of(job, slices.size()));
  }

  /** The slice of a trigger; all if it is not known, but for a change by one of them. */
  private List<ScheduleEvents> of(@Nullable TriggerKey key) {
    OptionalInt slice = key == null ? OptionalInt.empty() : known.of(key);
    if (slice.isPresent()) {
      return List.of(slices.get(slice.getAsInt()));
    }
    return slices.stream().filter(ScheduleEvents::isOurs).findFirst().map(List::of).orElse(slices);
  }

  /** Quartz tells of the job alone if an application schedules many at once. */
  @Override
  public void jobAdded(JobDetail job) {
    try {
      scheduler.getTriggersOfJob(job.getKey()).forEach(known::note);
    } catch (SchedulerException | RuntimeException e) {
      log.debug("the triggers of {} are not known", job.getKey(), e);
    }
  }

  @Override
  public void jobScheduled(Trigger trigger) {
    known.note(trigger);
    of(trigger.getJobKey()).jobScheduled(trigger);
  }

  @Override
  public void jobUnscheduled(@Nullable TriggerKey key) {
    of(key).forEach(slice -> slice.jobUnscheduled(key));
    if (key == null) {
      known.forgetAll();
    } else {
      known.forget(key);
    }
  }

  @Override
  public void triggerFinalized(Trigger trigger) {
    of(trigger.getJobKey()).triggerFinalized(trigger);
    known.forget(trigger.getKey());
  }

  @Override
  public void triggerResumed(TriggerKey key) {
    of(key).forEach(slice -> slice.triggerResumed(key));
  }

  @Override
  public void jobResumed(JobKey job) {
    of(job).jobResumed(job);
  }

  @Override
  public void triggersResumed(@Nullable String group) {
    all(slice -> slice.triggersResumed(group));
  }

  @Override
  public void jobsResumed(@Nullable String group) {
    all(slice -> slice.jobsResumed(group));
  }

  @Override
  public void schedulerStarted() {
    all(ScheduleEvents::schedulerStarted);
  }

  private void all(Consumer<ScheduleEvents> news) {
    slices.forEach(news);
  }
}
