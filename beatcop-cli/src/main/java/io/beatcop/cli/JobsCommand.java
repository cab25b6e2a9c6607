package io.beatcop.cli;

import io.beatcop.cli.report.JobsReport;
import io.beatcop.cli.report.Json;
import io.beatcop.redis.schedule.ScheduleControl;
import io.beatcop.redis.schedule.ScheduleListing;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code beatcop jobs}: lists the jobs of a shared schedule, and changes nothing. */
@Command(
    name = "jobs",
    description = {
      "List the jobs and triggers of the schedule that Quartz nodes share. Changes nothing.",
      "The times are those that the holder of the lease wrote last."
    },
    exitCodeList = {
      "0:there is a schedule",
      "1:the nodes share none",
      "64:wrong usage",
      "68:Redis can't be reached",
      "78:a setting is wrong"
    })
final class JobsCommand extends ScheduleCommand {

  @Option(names = "--json", description = "Print one line of JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Optional<ScheduleListing> listing;
    try (ScheduleControl schedule = connectSchedule()) {
      listing = schedule.list();
    }
    if (listing.isEmpty()) {
      return noSchedule();
    }
    JobsReport report = new JobsReport(name(), listing.get());
    if (json) {
      out().println(Json.of(report.facts()));
    } else {
      report.lines().forEach(out()::println);
    }
    return 0;
  }
}
