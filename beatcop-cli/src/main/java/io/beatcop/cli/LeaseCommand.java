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
   * The lease, for a command that only looks at it: its name, and how long to wait for Redis. The
   * holder and the ttl in it belong to no node.
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
   * The lease with this ttl.
   *
   * @throws SettingException if no node could have these settings
   */
  final LeaseSettings lease(Duration ttl, Duration timeout) {
    try {
      return LeaseSettings.of(name(), ttl).withTimeout(timeout);
    } catch (SettingException e) {
      throw redis.settings().explained(e);
    }
  }

  /** Connects to the Redis that keeps the lease. */
  final LeaseControl connect() {
    return new LeaseControl(lease(), redis.redis());
  }

  /** Prints a result about the lease. */
  final void say(String text) {
    out().println(VisibleText.of(name()) + ": " + text);
  }

  /** Prints a warning about the lease. */
  final void warn(String text) {
    spec.commandLine().getErr().println("beatcop: " + VisibleText.of(name()) + ": " + text);
  }
}
