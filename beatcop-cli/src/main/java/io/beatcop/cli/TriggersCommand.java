package io.beatcop.cli;

import io.beatcop.redis.schedule.ItemName;
import io.beatcop.redis.schedule.ScheduleControl;
import picocli.CommandLine.Option;

/** A command about the triggers of one job in a shared schedule, or about one trigger. */
abstract class TriggersCommand extends JobCommand {

  @Option(names = "--trigger", description = "GROUP/NAME names a trigger, not a job.")
  private boolean isTrigger;

  @Override
  public final Integer call() {
    ItemName item = named(isTrigger ? ItemName.TRIGGER : ItemName.JOB);
    try (ScheduleControl schedule = connectSchedule()) {
      return call(schedule, item);
    }
  }

  /** Asks for it, and returns the exit code. */
  abstract int call(ScheduleControl schedule, ItemName jobOrTrigger);
}
