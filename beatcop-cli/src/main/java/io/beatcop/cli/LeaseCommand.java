package io.beatcop.cli;

import io.beatcop.cli.report.ExitCode;
import io.beatcop.cli.run.LeaseName;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import io.beatcop.lease.VisibleText;
import io.beatcop.redis.LeaseControl;
import io.beatcop.settings.Setting;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that looks at one lease, or changes it: its options, and its way to the lease. */
@Command(exitCodeOnInvalidInput = ExitCode.USAGE, exitCodeListHeading = "%nExit codes:%n")
abstract class LeaseCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin final RedisOptions redis = new RedisOptions();

  @Mixin
  @SuppressWarnings("UnusedVariable") // Picocli reads it.
  private CommandSpec leaseOption = SettingOptions.of(setting -> setting == Setting.LEASE);

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /**
   * The lease's name.
   *
   * @throws ParameterException if it is not set anywhere
   */
  final String name() {
    return LeaseName.of(redis.settings())
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "Missing --lease=NAME; BEATCOP_LEASE or lease in a file would do too"));
  }

  /**
   * The lease as one that looks at it needs it: its name and how long to wait for Redis. Its holder
   * is nobody, and its ttl that of nobody.
   *
   * @throws SettingException if a setting is wrong
   */
  final LeaseSettings lease() {
    Duration timeout = redis.timeout();
    Duration longEnough = timeout.multipliedBy(6);
    Duration ttl =
        longEnough.compareTo(LeaseSettings.DEFAULT_TTL) > 0
            ? longEnough
            : LeaseSettings.DEFAULT_TTL;
    return lease(ttl, timeout);
  }

  /**
   * The lease with that ttl.
   *
   * @throws SettingException if it is none that a node could have
   */
  final LeaseSettings lease(Duration ttl, Duration timeout) {
    try {
      return LeaseSettings.of(name(), ttl).withTimeout(timeout);
    } catch (SettingException e) {
      throw redis.settings().explained(e);
    }
  }

  /** Connects to where the lease is kept. */
  final LeaseControl connect() {
    return new LeaseControl(lease(), redis.redis());
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
