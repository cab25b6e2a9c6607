package io.beatcop.cli;

import io.beatcop.cli.report.ExitCode;
import io.beatcop.lease.Durations;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import io.beatcop.lease.VisibleText;
import io.beatcop.redis.LeaseControl;
import io.beatcop.redis.LeaseStatus;
import io.beatcop.redis.Notice;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code beatcop pause}: lets nobody hold a lease, and waits until nobody does. */
@Command(
    name = "pause",
    description = {
      "Let nobody hold a lease until it is resumed: ask the holder to leave, let no node in.",
      "It outlives restarts of the nodes, but not a Redis that loses its data."
    },
    exitCodeOnInvalidInput = ExitCode.USAGE,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it is paused, and nobody holds it",
      "64:wrong usage",
      "68:Redis can't be reached",
      "75:it is paused, but the holder had not left in time",
      "78:a setting is wrong"
    })
final class PauseCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private RedisOptions redis = new RedisOptions();
  @Mixin private LeaseOptions lease = new LeaseOptions();

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

  PauseCommand() {}

  @Override
  public Integer call() {
    Duration atMost = Durations.parse("--wait", patience);
    Optional<Duration> span = Optional.ofNullable(length).map(PauseCommand::span);
    LeaseSettings settings = lease.settings(redis);
    try (LeaseControl control = new LeaseControl(settings, redis.redis())) {
      Notice notice = Operator.notice(reason);
      span.ifPresentOrElse(lasting -> control.pause(notice, lasting), () -> control.pause(notice));
      String name = VisibleText.of(settings.name());
      spec.commandLine()
          .getOut()
          .println(name + ": paused" + span.map(s -> " for " + Durations.format(s)).orElse(""));
      if (span.isEmpty()) {
        spec.commandLine()
            .getErr()
            .println(
                "beatcop: "
                    + name
                    + ": WITHOUT AN END: nothing runs on any node until 'beatcop resume'; use --for"
                    + " to give it one");
      }
      Missed.tell(control, VisibleText.of(settings.name()), spec.commandLine().getErr());
      return await(control, name, atMost);
    }
  }

  private static Duration span(String text) {
    Duration span = Durations.parse("--for", text);
    if (span.isZero()) {
      throw new SettingException("--for", text, "must be longer than nothing");
    }
    return span;
  }

  private int await(LeaseControl control, String name, Duration atMost) {
    if (Patience.until(atMost, () -> control.status().holder().isEmpty())) {
      spec.commandLine().getOut().println(name + ": nobody holds it");
      return 0;
    }
    LeaseStatus now = control.status();
    String advice =
        now.possession() == LeaseStatus.Possession.FOREIGN
            ? " wrote no term, so it knows of no pause (BeatCop 1.0?): stop it where it runs"
            : " has not left within "
                + Durations.format(atMost)
                + "; it leaves when its work has ended";
    spec.commandLine()
        .getErr()
        .println("beatcop: " + name + ": " + now.holder().orElse("nobody") + advice);
    return ExitCode.NOT_YET;
  }
}
