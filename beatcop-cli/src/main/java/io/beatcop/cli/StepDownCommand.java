package io.beatcop.cli;

import io.beatcop.cli.report.ExitCode;
import io.beatcop.lease.Durations;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.VisibleText;
import io.beatcop.redis.LeaseControl;
import io.beatcop.redis.LeaseStatus;
import io.beatcop.redis.StepDownReply;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code beatcop step-down}: asks the holder to leave, and waits for another. */
@Command(
    name = "step-down",
    description = {
      "Ask the holder to end its work and leave, and wait until another node has taken over.",
      "The holder stays out for a ttl; if no other node is there it takes the lease back."
    },
    exitCodeOnInvalidInput = ExitCode.USAGE,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it has left",
      "1:there is nobody who could be asked, or it took the lease back",
      "64:wrong usage",
      "68:Redis can't be reached",
      "75:it is asked, but had not left in time",
      "78:a setting is wrong"
    })
final class StepDownCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private RedisOptions redis = new RedisOptions();
  @Mixin private LeaseOptions lease = new LeaseOptions();

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why: told to the holder.")
  private String reason = "";

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      description = "How long to wait for it to leave (default: ${DEFAULT-VALUE}).",
      defaultValue = "30s")
  private String patience = "";

  StepDownCommand() {}

  @Override
  public Integer call() {
    Duration atMost = Durations.parse("--wait", patience);
    LeaseSettings settings = lease.settings(redis);
    try (LeaseControl control = new LeaseControl(settings, redis.redis())) {
      StepDownReply reply = control.askToStepDown(Operator.notice(reason));
      Missed.tell(control, VisibleText.of(settings.name()), spec.commandLine().getErr());
      if (reply instanceof StepDownReply.Asked asked) {
        return await(control, VisibleText.of(settings.name()), asked, atMost);
      }
      spec.commandLine()
          .getErr()
          .println("beatcop: " + VisibleText.of(settings.name()) + ": " + why(reply));
      return 1;
    }
  }

  private static String why(StepDownReply reply) {
    if (reply instanceof StepDownReply.Pending pending) {
      return pending.holder() + " has the key, but waits for a ttl before it acts: nothing to end";
    }
    if (reply instanceof StepDownReply.Foreign foreign) {
      return foreign.holder()
          + " wrote no term, so it can't be asked (BeatCop 1.0?): stop it where it runs";
    }
    return "nobody holds it";
  }

  private int await(LeaseControl control, String name, StepDownReply.Asked asked, Duration atMost) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(name + ": asked " + asked.holder() + " to leave");
    // With the lease free, whoever was asked is barred for a ttl: others come first.
    Patience.until(atMost, () -> isAnotherTerm(control.status(), asked));
    LeaseStatus now = control.status();
    if (isAnotherTerm(now, asked)) {
      String holder = now.holder().orElse("nobody");
      boolean back = holder.equals(asked.holder());
      out.println(
          back
              ? name + ": no other node took it, so " + holder + " took it back"
              : name + ": " + holder + " has taken over");
      return back ? 1 : 0;
    }
    if (now.holder().isEmpty()) {
      out.println(name + ": " + asked.holder() + " has left, and nobody has taken over yet");
      return 0;
    }
    spec.commandLine()
        .getErr()
        .println(
            "beatcop: "
                + name
                + ": "
                + asked.holder()
                + " has not left within "
                + Durations.format(atMost)
                + "; it leaves when its work has ended");
    return ExitCode.NOT_YET;
  }

  private static boolean isAnotherTerm(LeaseStatus now, StepDownReply.Asked asked) {
    return now.possession() == LeaseStatus.Possession.HELD
        && (now.token().orElse(asked.token()) != asked.token()
            || !now.holder().equals(Optional.of(asked.holder())));
  }
}
