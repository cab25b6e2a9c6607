package io.beatcop.cli;

import io.beatcop.cli.run.Invocation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The options of what runs a command, beside those that say which Redis. They have no types: {@link
 * Invocation} reads them from wherever they were written.
 */
@SuppressWarnings("UnusedVariable") // The values are read through picocli's model.
final class RunOptions {

  @Mixin private LeaseOptions lease = new LeaseOptions();

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description =
          "The name of this node, which a random ending makes unique (default: host-pid).")
  private @Nullable String node;

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      description = "How long a grant lasts unless it is renewed, the same on all nodes (10s).")
  private @Nullable String ttl;

  @Option(
      names = "--trust-absence",
      negatable = true,
      description = "Act at once on a missing key, though a holder may be left (no).")
  private boolean trustAbsence;

  @Option(
      names = "--shell",
      negatable = true,
      description = "The command is one argument, a line for /bin/sh (no).")
  private boolean shell;

  @Option(
      names = "--stop-grace",
      paramLabel = "TIME",
      description = "From TERM to KILL when the command must stop (default: a quarter of the ttl).")
  private @Nullable String stopGrace;

  @Option(
      names = "--restart",
      paramLabel = "WHEN",
      description =
          "Start a command that has ended again, and keep the lease meanwhile: never,"
              + " on-failure or always (never).")
  private @Nullable String restart;

  @Option(
      names = "--on-lost",
      paramLabel = "WHAT",
      description =
          "When the lease was lost and the command stopped: wait for it again, or exit"
              + " with 69 (wait).")
  private @Nullable String onLost;

  @Option(
      names = "--health-cmd",
      paramLabel = "LINE",
      description =
          "A line for /bin/sh that fails when the command is not well and must be"
              + " stopped (none).")
  private @Nullable String healthCmd;

  @Option(
      names = "--health-interval",
      paramLabel = "TIME",
      description = "How often to ask it, and how long it may take (10s).")
  private @Nullable String healthInterval;

  @Option(
      names = "--http",
      paramLabel = "[HOST:]PORT",
      description =
          "Answer /metrics, /healthz and /readyz there (nowhere); on the loopback address"
              + " unless there is a host.")
  private @Nullable String http;

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      description = "plain, or json: an object a line (plain). The log goes to standard error.")
  private @Nullable String logFormat;

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      description = "error, warn, info, debug or trace (info).")
  private @Nullable String logLevel;

  @Option(
      names = "--dry-run",
      description = "Check the settings, show each with where it comes from, run nothing.")
  private boolean dryRun;

  RunOptions() {}

  boolean isDryRun() {
    return dryRun;
  }
}
