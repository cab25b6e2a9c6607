package io.beatcop.cli;

import io.beatcop.redis.schedule.ItemName;
import io.beatcop.redis.schedule.ScheduleControl;
import java.time.Instant;
import picocli.CommandLine.Command;

/** {@code beatcop interrupt-job}: interrupts the runs of a job of a shared schedule. */
@Command(
    name = "interrupt-job",
    description = {
      "Ask all nodes to interrupt their runs of a job.",
      "Only an InterruptableJob can be interrupted; any other goes on, and the log of its node says so."
          + " Does not wait."
    },
    exitCodeList = {
      "0:the nodes are asked",
      "1:there is no such job, or the nodes share no schedule",
      "64:wrong usage",
      "68:Redis can't be reached",
      "78:a setting is wrong"
    })
final class InterruptJobCommand extends JobCommand {

  @Override
  public Integer call() {
    ItemName job = named(ItemName.JOB);
    try (ScheduleControl schedule = connectSchedule()) {
      return tell(
          schedule.interrupt(job, Instant.now()), job, "is to be interrupted where it runs", "");
    }
  }
}
