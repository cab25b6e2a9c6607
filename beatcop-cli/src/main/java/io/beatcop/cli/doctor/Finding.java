package io.beatcop.cli.doctor;

import io.beatcop.lease.SettingException;
import io.beatcop.lease.VisibleText;
import io.beatcop.redis.connect.RedisUnavailableException;

/**
 * One thing that the doctor found.
 *
 * @param level how bad it is
 * @param about the subject, in one word or two
 * @param text what was found and, unless all is well, what to do
 */
public record Finding(Level level, String about, String text) {

  /** How bad a finding is; a worse level comes later. */
  public enum Level {
    /** As it should be. */
    OK,
    /** The check got no result. */
    UNKNOWN,
    /** It works, but may not when something else fails. */
    WARN,
    /** It does not work. */
    FAIL
  }

  /** Makes the text safe to show, since others may have written parts of it. */
  public Finding {
    text = VisibleText.of(text);
  }

  /** The same for one of several servers. */
  Finding of(String server) {
    return new Finding(level, about, server + ": " + text);
  }

  static Finding ok(String about, String text) {
    return new Finding(Level.OK, about, text);
  }

  static Finding unknown(String about, String text) {
    return new Finding(Level.UNKNOWN, about, text);
  }

  static Finding warn(String about, String text) {
    return new Finding(Level.WARN, about, text);
  }

  static Finding fail(String about, String text) {
    return new Finding(Level.FAIL, about, text);
  }

  /**
   * There was no answer.
   *
   * @param failure the reason
   * @return the finding
   */
  public static Finding noAnswer(RedisUnavailableException failure) {
    return fail("answer", failure.getMessage() + ": check that server, and the network");
  }

  /**
   * The server refuses, or a setting is wrong.
   *
   * @param failure the error
   * @return the finding
   */
  public static Finding refusal(SettingException failure) {
    return fail("answer", String.valueOf(failure.getMessage()));
  }
}
