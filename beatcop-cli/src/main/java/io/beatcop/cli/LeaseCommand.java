package io.beatcop.cli;

import io.beatcop.cli.report.ExitCode;
import io.beatcop.lease.VisibleText;
import io.beatcop.redis.LeaseControl;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that looks at one lease, or changes it: its options, and its way to the lease. */
@Command(exitCodeOnInvalidInput = ExitCode.USAGE, exitCodeListHeading = "%nExit codes:%n")
abstract class LeaseCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin final RedisOptions redis = new RedisOptions();
  @Mixin final LeaseOptions lease = new LeaseOptions();

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final String name() {
    return lease.name(redis);
  }

  /** Connects to where the lease is kept. */
  final LeaseControl connect() {
    return new LeaseControl(lease.settings(redis), redis.redis());
  }

  /** Says of the lease what was asked for. */
  final void say(String text) {
    out().println(VisibleText.of(name()) + ": " + text);
  }

  /** Says of the lease what the user should look after. */
  final void warn(String text) {
    spec.commandLine().getErr().println("beatcop: " + VisibleText.of(name()) + ": " + text);
  }
}
