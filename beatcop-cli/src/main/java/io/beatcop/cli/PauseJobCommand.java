package io.beatcop.cli;

import io.beatcop.redis.schedule.ItemName;
import io.beatcop.redis.schedule.ScheduleControl;
import picocli.CommandLine.Command;

/** {@code beatcop pause-job}: pauses the triggers of a job in a shared schedule. */
@Command(
    name = "pause-job",
    description = {
      "Pause all triggers of a job in a shared schedule. None of them fires until it is resumed.",
      "A run under way goes on."
    },
    exitCodeList = {
      "0:they are paused",
      "1:there is no such job, or the nodes share no schedule",
      "64:wrong usage",
      "68:Redis can't be reached",
      "78:a setting is wrong"
    })
final class PauseJobCommand extends TriggersCommand {

  @Override
  int call(ScheduleControl schedule, ItemName jobOrTrigger) {
    return tell(
        schedule.pause(jobOrTrigger),
        jobOrTrigger,
        "is paused",
        "was paused already, or has no trigger to pause");
  }
}
