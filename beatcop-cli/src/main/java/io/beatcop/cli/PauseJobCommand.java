package io.beatcop.cli;

import io.beatcop.redis.schedule.ItemName;
import io.beatcop.redis.schedule.ScheduleControl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code beatcop pause-job}: pauses the triggers of a job in a shared schedule. */
@Command(
    name = "pause-job",
    description = {
      "Pause the triggers that a job of a shared schedule has: none of them fires until it is resumed.",
      "A run under way goes on."
    },
    exitCodeList = {
      "0:they are paused",
      "1:there is no such job, or the nodes share no schedule",
      "64:wrong usage",
      "68:Redis can't be reached",
      "78:a setting is wrong"
    })
final class PauseJobCommand extends ScheduleCommand {

  @Parameters(
      paramLabel = "GROUP/NAME",
      description = "The job, as 'beatcop jobs' shows it; its group may be left out if DEFAULT.")
  private String name = "";

  @Option(names = "--trigger", description = "GROUP/NAME is one trigger, and no job.")
  private boolean isTrigger;

  @Override
  public Integer call() {
    ItemName item = ItemName.of(isTrigger ? ItemName.TRIGGER : ItemName.JOB, name);
    try (ScheduleControl schedule = connectSchedule()) {
      return tell(
          schedule.pause(item),
          item,
          "is paused",
          "was paused already, or has no trigger to pause");
    }
  }
}
