package io.beatcop.cli;

import io.beatcop.cli.report.ExitCode;
import io.beatcop.lease.Durations;
import io.beatcop.lease.SettingException;
import io.beatcop.redis.LeaseControl;
import io.beatcop.redis.LeaseStatus;
import io.beatcop.redis.OperatorNote;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code beatcop pause}: pauses a lease, and waits until nobody holds it. */
@Command(
    name = "pause",
    description = {
      "Let nobody hold a lease until it is resumed: ask the holder to leave, let no node in.",
      "The pause outlives restarts of the nodes, but not a Redis that loses its data."
    },
    exitCodeList = {
      "0:it is paused, and nobody holds it",
      "64:wrong usage",
      "68:Redis can't be reached",
      "75:it is paused, but the holder had not left in time",
      "78:a setting is wrong"
    })
final class PauseCommand extends OperatorCommand {

  @Option(names = "--for", paramLabel = "TIME", description = "For how long, such as 2h.")
  private @Nullable String length;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why: told to all nodes.")
  private String reason = "";

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      description = "How long to wait for the holder to leave (default: ${DEFAULT-VALUE}).",
      defaultValue = "30s")
  private String patience = "";

  @Override
  public Integer call() {
    Duration atMost = Durations.parse("--wait", patience);
    Optional<Duration> span = Optional.ofNullable(length).map(PauseCommand::span);
    try (LeaseControl control = connect()) {
      OperatorNote note = note(reason);
      List<String> missed =
          span.map(lasting -> control.pause(note, lasting)).orElseGet(() -> control.pause(note));
      say("paused" + span.map(lasting -> " for " + Durations.format(lasting)).orElse(""));
      if (span.isEmpty()) {
        warn(
            "WITHOUT AN END: nothing runs on any node until 'beatcop resume'; use --for to give it"
                + " one");
      }
      tellMissed(missed);
      return await(control, atMost);
    }
  }

  private static Duration span(String text) {
    Duration span = Durations.parse("--for", text);
    if (span.isZero()) {
      throw new SettingException("--for", text, "must be longer than nothing");
    }
    return span;
  }

  private int await(LeaseControl control, Duration atMost) {
    if (waitUntil(() -> control.status().holder().isEmpty(), atMost)) {
      say("nobody holds it");
      return 0;
    }
    LeaseStatus now = control.status();
    String holder = now.holder().orElse("nobody");
    if (now.possession() != LeaseStatus.Possession.FOREIGN) {
      return notYet(holder, atMost);
    }
    warn(holder + " wrote no term, so it knows of no pause (BeatCop 1.0?): stop it where it runs");
    return ExitCode.NOT_YET;
  }
}
