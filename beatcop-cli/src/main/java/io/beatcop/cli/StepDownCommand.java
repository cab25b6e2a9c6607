package io.beatcop.cli;

import io.beatcop.lease.Durations;
import io.beatcop.redis.LeaseControl;
import io.beatcop.redis.LeaseStatus;
import io.beatcop.redis.OperatorAnswer;
import io.beatcop.redis.StepDownReply;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code beatcop step-down}: asks the holder to leave, and waits for another holder. */
@Command(
    name = "step-down",
    description = {
      "Ask the holder to end its work and leave, and wait until another node has taken over.",
      "The holder stays out for a ttl; if no other node is there it takes the lease back."
    },
    exitCodeList = {
      "0:it has left",
      "1:there is nobody who could be asked, or it took the lease back",
      "64:wrong usage",
      "68:Redis can't be reached",
      "75:it is asked, but had not left in time",
      "78:a setting is wrong"
    })
final class StepDownCommand extends OperatorCommand {

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why: told to the holder.")
  private String reason = "";

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      description = "How long to wait for it to leave (default: ${DEFAULT-VALUE}).",
      defaultValue = "30s")
  private String patience = "";

  @Override
  public Integer call() {
    Duration atMost = Durations.parse("--wait", patience);
    try (LeaseControl control = connect()) {
      OperatorAnswer<StepDownReply> answer = control.askToStepDown(note(reason));
      tellMissed(answer.missed());
      if (answer.value() instanceof StepDownReply.Asked asked) {
        return await(control, asked, atMost);
      }
      warn(why(answer.value()));
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

  private int await(LeaseControl control, StepDownReply.Asked asked, Duration atMost) {
    say("asked " + asked.holder() + " to leave");
    // A node that was asked stays out for a ttl, so others come first while the lease is free.
    waitUntil(() -> isAnotherTerm(control.status(), asked), atMost);
    LeaseStatus now = control.status();
    if (isAnotherTerm(now, asked)) {
      String holder = now.holder().orElse("nobody");
      boolean back = holder.equals(asked.holder());
      say(
          back
              ? "no other node took it, so " + holder + " took it back"
              : holder + " has taken over");
      return back ? 1 : 0;
    }
    if (now.holder().isEmpty()) {
      say(asked.holder() + " has left, and nobody has taken over yet");
      return 0;
    }
    return notYet(asked.holder(), atMost);
  }

  private static boolean isAnotherTerm(LeaseStatus now, StepDownReply.Asked asked) {
    return now.possession() == LeaseStatus.Possession.HELD
        && (now.token().orElse(asked.token()) != asked.token()
            || !now.holder().equals(Optional.of(asked.holder())));
  }
}
