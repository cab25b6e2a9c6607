package io.beatcop.cli.report;

import io.beatcop.lease.SettingException;

/** The exit codes of BeatCop's own, from sysexits.h, as BeatCop 1.0 has them. */
public final class ExitCode {

  /** Wrong usage. */
  public static final int USAGE = 64;

  /** Redis can't be reached. */
  public static final int UNAVAILABLE = 68;

  /** A bug of ours; or the guard was killed. */
  public static final int SOFTWARE = 70;

  /** What was asked for is under way, but was not done in time. */
  public static final int NOT_YET = 75;

  /** The server is too old. */
  public static final int PROTOCOL = 76;

  /** A setting is wrong. */
  public static final int CONFIG = 78;

  private ExitCode() {}

  /**
   * The exit code for a setting that is wrong.
   *
   * @param failure what is said of the setting
   * @return the exit code
   */
  public static int of(SettingException failure) {
    // That Redis is too old is said of the setting which says where it is.
    return failure.kind() == SettingException.Kind.TOO_OLD ? PROTOCOL : CONFIG;
  }
}
