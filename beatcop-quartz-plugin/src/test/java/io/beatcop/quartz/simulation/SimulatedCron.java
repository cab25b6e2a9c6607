package io.beatcop.quartz.simulation;

import org.quartz.CronExpression;
import org.quartz.impl.triggers.CronTriggerImpl;

/** Quartz' cron trigger; only that its copies share the expression, which is slow to parse. */
final class SimulatedCron extends CronTriggerImpl {

  private static final long serialVersionUID = 1L;

  private final CronExpression times;

  SimulatedCron(CronExpression times) {
    this.times = times;
    setCronExpression(times);
  }

  @Override
  public Object clone() {
    SimulatedCron copy = new SimulatedCron(times);
    copy.setKey(getKey());
    if (getJobKey() != null) {
      copy.setJobKey(getJobKey());
    }
    copy.setCalendarName(getCalendarName());
    copy.setPriority(getPriority());
    copy.setMisfireInstruction(getMisfireInstruction());
    copy.setStartTime(getStartTime());
    copy.setEndTime(getEndTime());
    copy.setFireInstanceId(getFireInstanceId());
    copy.setNextFireTime(getNextFireTime());
    copy.setPreviousFireTime(getPreviousFireTime());
    return copy;
  }
}
