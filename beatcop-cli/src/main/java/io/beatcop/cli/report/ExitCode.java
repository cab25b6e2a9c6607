package io.beatcop.cli.report;

import io.beatcop.lease.SettingException;

/** BeatCop's own exit codes, from sysexits.h, as in BeatCop 1.0. */
public final class ExitCode {

  /** Wrong usage. */
  public static final int USAGE = 64;

  /** Redis can't be reached. */
  public static final int UNAVAILABLE = 68;

  /** A bug, or the guard was killed. */
  public static final int SOFTWARE = 70;

  /** The request is under way, but was not done in time. */
  public static final int NOT_YET = 75;

  /** The server is too old. */
  public static final int PROTOCOL = 76;

  /** A setting is wrong. */
  public static final int CONFIG = 78;

  private ExitCode() {}

  /**
   * The exit code for a setting that is wrong.
   *
   * @param failure the error
   * @return the exit code
   */
  public static int of(SettingException failure) {
    // The error of a Redis that is too old names the setting of its address.
    return failure.kind() == SettingException.Kind.TOO_OLD ? PROTOCOL : CONFIG;
  }
}
