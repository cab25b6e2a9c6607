package io.beatcop.quartz.simulation;

import java.util.Date;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.quartz.Calendar;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.TriggerKey;
import org.quartz.spi.OperableTrigger;

/**
 * A trigger as an application declares it on each node, and how its job behaves.
 *
 * @param key its name; its job has the same
 * @param schedule makes the trigger on a node whose clock shows this time
 * @param calendar the calendar that excludes some of its times
 * @param job how its job behaves
 */
record TriggerPlan(
    TriggerKey key,
    LongFunction<OperableTrigger> schedule,
    Optional<Calendar> calendar,
    Behaviour job) {

  /**
   * How a job behaves.
   *
   * @param mostMillis how long it runs at most
   * @param serial whether it is not to run twice at once
   * @param refirePercent how often it asks to be run again
   * @param runsUntilGone after how many runs it unschedules itself; 0 if never
   */
  record Behaviour(int mostMillis, boolean serial, int refirePercent, int runsUntilGone) {
    static final Behaviour QUICK = new Behaviour(10, false, 0, 0);
  }

  /** The name under which every node knows the calendar. */
  static final String CALENDAR = "some";

  static final class Plain implements Job {
    @Override
    public void execute(JobExecutionContext context) {}
  }

  @DisallowConcurrentExecution
  static final class Serial implements Job {
    @Override
    public void execute(JobExecutionContext context) {}
  }

  /** The trigger, made on a node whose clock shows this time. */
  OperableTrigger trigger(long nowMillis) {
    OperableTrigger trigger = schedule.apply(nowMillis);
    trigger.setKey(key);
    trigger.setJobKey(jobDetail().getKey());
    calendar.ifPresent(excluding -> trigger.setCalendarName(CALENDAR));
    return trigger;
  }

  JobDetail jobDetail() {
    return JobBuilder.newJob(job.serial ? Serial.class : Plain.class)
        .withIdentity(key.getName(), key.getGroup())
        .build();
  }

  /** All its times from its beginning, if it was declared at this time, to the horizon. */
  long[] slots(long declaredMillis, long horizonMillis) {
    OperableTrigger trigger = trigger(declaredMillis);
    LongStream.Builder slots = LongStream.builder();
    Date next = trigger.computeFirstFireTime(calendar.orElse(null));
    while (next != null && next.getTime() <= horizonMillis) {
      slots.add(next.getTime());
      Date after = next;
      do {
        after = trigger.getFireTimeAfter(after);
      } while (after != null && isExcluded(after));
      next = after;
    }
    return slots.build().toArray();
  }

  private boolean isExcluded(Date time) {
    return calendar.filter(days -> !days.isTimeIncluded(time.getTime())).isPresent();
  }
}
