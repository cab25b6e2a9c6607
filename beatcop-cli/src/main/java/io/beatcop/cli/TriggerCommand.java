package io.beatcop.cli;

import io.beatcop.redis.LeaseControl;
import io.beatcop.redis.schedule.ItemName;
import io.beatcop.redis.schedule.ScheduleControl;
import io.beatcop.redis.schedule.ScheduleControl.Result;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code beatcop trigger}: runs a job of a shared schedule once. */
@Command(
    name = "trigger",
    description = {
      "Run a job of a shared schedule once, on the node that holds the lease.",
      "It runs even if its triggers are paused. Does not wait for the run."
    },
    exitCodeList = {
      "0:it is triggered",
      "1:there is no such job, or the nodes share no schedule",
      "64:wrong usage",
      "68:Redis can't be reached",
      "78:a setting is wrong"
    })
final class TriggerCommand extends JobCommand {

  @Option(
      names = "--data",
      paramLabel = "KEY=VALUE",
      description = "A text that this run gets as job data. May be repeated.")
  private Map<String, String> data = new LinkedHashMap<>();

  @Override
  public Integer call() {
    ItemName job = named(ItemName.JOB);
    try (ScheduleControl schedule = connectSchedule();
        LeaseControl control = connect()) {
      Result result = schedule.trigger(job, data, Instant.now());
      Optional<String> holder =
          result == Result.DONE ? control.status().holder() : Optional.empty();
      String where =
          holder.map(node -> "runs on " + node).orElse("runs as soon as a node holds the lease");
      return tell(result, job, "is triggered: it " + where, "");
    }
  }
}
