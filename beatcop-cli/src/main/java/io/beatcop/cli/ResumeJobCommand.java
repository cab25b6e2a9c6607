package io.beatcop.cli;

import io.beatcop.redis.schedule.ItemName;
import io.beatcop.redis.schedule.ScheduleControl;
import picocli.CommandLine.Command;

/** {@code beatcop resume-job}: resumes the triggers of a job in a shared schedule. */
@Command(
    name = "resume-job",
    description = {
      "Resume all triggers of a job in a shared schedule.",
      "The misfire instruction of each trigger decides about the times that it has missed."
    },
    exitCodeList = {
      "0:they are resumed",
      "1:there is no such job, or the nodes share no schedule",
      "64:wrong usage",
      "68:Redis can't be reached",
      "78:a setting is wrong"
    })
final class ResumeJobCommand extends TriggersCommand {

  @Override
  int call(ScheduleControl schedule, ItemName jobOrTrigger) {
    return tell(schedule.resume(jobOrTrigger), jobOrTrigger, "is resumed", "was not paused");
  }
}
