package io.beatcop.cli;

import io.beatcop.redis.schedule.ItemName;
import picocli.CommandLine.Parameters;

/** A command about one job of a shared schedule. */
abstract class JobCommand extends ScheduleCommand {

  @Parameters(
      paramLabel = "GROUP/NAME",
      description = "The job, as 'beatcop jobs' shows it. You may leave out the group DEFAULT.")
  private String name = "";

  /** The item of a kind that has the given name. */
  final ItemName named(char kind) {
    return ItemName.of(kind, name);
  }
}
