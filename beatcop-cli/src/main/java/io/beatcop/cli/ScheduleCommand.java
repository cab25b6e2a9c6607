package io.beatcop.cli;

import io.beatcop.lease.VisibleText;
import io.beatcop.redis.schedule.ItemName;
import io.beatcop.redis.schedule.ScheduleControl;
import io.beatcop.redis.schedule.ScheduleControl.Result;

/** A command about the schedule that the nodes of a lease share. */
abstract class ScheduleCommand extends LeaseCommand {

  /** Connects to the Redis that keeps the schedule. */
  final ScheduleControl connectSchedule() {
    return new ScheduleControl(lease(), redis.redis());
  }

  /** Says that there is no schedule, and returns the exit code for that. */
  final int noSchedule() {
    warn("its nodes share no schedule: with a RAMJobStore, each has one of its own in its memory");
    return 1;
  }

  /**
   * Tells what came of a request, and returns the exit code for it.
   *
   * @param done what was done
   * @param unchanged why there was nothing to do
   */
  final int tell(Result result, ItemName name, String done, String unchanged) {
    String shown = VisibleText.of(name.text());
    return switch (result) {
      case DONE -> {
        say(shown + " " + done);
        yield 0;
      }
      case UNCHANGED -> {
        say(shown + " " + unchanged);
        yield 0;
      }
      case MISSING -> {
        warn(
            "there is no "
                + (name.kind() == ItemName.JOB ? "job " : "trigger ")
                + shown
                + "; 'beatcop jobs' lists them");
        yield 1;
      }
      case NO_SCHEDULE -> noSchedule();
    };
  }
}
