package io.beatcop.cli;

/** The exit codes of BeatCop's own, from sysexits.h, as BeatCop 1.0 has them. */
final class ExitCode {

  /** Wrong usage. */
  static final int USAGE = 64;

  /** Redis can't be reached. */
  static final int UNAVAILABLE = 68;

  /** What was asked for is under way, but was not done in time. */
  static final int NOT_YET = 75;

  /** A setting is wrong. */
  static final int CONFIG = 78;

  private ExitCode() {}
}
