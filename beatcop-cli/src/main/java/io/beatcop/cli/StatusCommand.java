package io.beatcop.cli;

import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.redis.RedisLeaseStore;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code beatcop status}: asks Redis who holds a lease, and changes nothing. */
@Command(
    name = "status",
    description = "Ask Redis who holds a lease. Changes nothing.",
    exitCodeOnInvalidInput = ExitCode.USAGE,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it is held",
      "1:nobody holds it",
      "64:wrong usage",
      "68:Redis can't be reached",
      "78:a setting is wrong"
    })
final class StatusCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private RedisOptions redis = new RedisOptions();
  @Mixin private LeaseOptions lease = new LeaseOptions();

  StatusCommand() {}

  @Override
  public Integer call() {
    LeaseSettings settings = lease.settings(redis);
    PrintWriter out = spec.commandLine().getOut();
    LeaseAnswer answer;
    try (RedisLeaseStore store = new RedisLeaseStore(settings, redis.redis())) {
      answer = store.look();
    }
    if (answer instanceof LeaseAnswer.Refused refused) {
      throw refused.reason();
    }
    if (answer instanceof LeaseAnswer.Unavailable unavailable) {
      spec.commandLine().getErr().println("beatcop: " + unavailable.reason());
      return ExitCode.UNAVAILABLE;
    }
    LeaseAnswer.Seen seen = (LeaseAnswer.Seen) answer;
    boolean held = seen.holder().isPresent();
    out.println("lease    " + settings.name());
    out.println("holder   " + seen.holder().orElse("nobody"));
    if (held) {
      out.println("expires  " + seen.expiresIn().map(StatusCommand::in).orElse("never"));
    }
    out.println(
        "token    " + (seen.token().isPresent() ? seen.token().getAsLong() : "none granted yet"));
    return held ? 0 : 1;
  }

  private static String in(Duration left) {
    return String.format(Locale.ROOT, "in %.1f s, unless it is renewed", left.toMillis() / 1000.0);
  }
}
