package io.beatcop.cli.doctor;

import io.beatcop.lease.SettingException;
import io.beatcop.lease.VisibleText;
import io.beatcop.redis.connect.RedisUnavailableException;

/**
 * One thing that the doctor found.
 *
 * @param level how bad it is
 * @param about what it is about, in one word or two
 * @param text what was found and, unless it is well, what to do
 */
public record Finding(Level level, String about, String text) {

  /** How bad it is; the worse, the later. */
  public enum Level {
    /** As it should be. */
    OK,
    /** It could not be found out. */
    UNKNOWN,
    /** It works, but may not when something else fails. */
    WARN,
    /** It does not work. */
    FAIL
  }

  /** Shows what others wrote as it can be shown. */
  public Finding {
    text = VisibleText.of(text);
  }

  /** The same, of one of several servers. */
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
   * @param failure why
   * @return the finding
   */
  public static Finding noAnswer(RedisUnavailableException failure) {
    return fail("answer", failure.getMessage() + ": check that server, and the network");
  }

  /**
   * What was answered is a refusal, or a setting is wrong.
   *
   * @param failure what is said of it
   * @return the finding
   */
  public static Finding refusal(SettingException failure) {
    return fail("answer", String.valueOf(failure.getMessage()));
  }
}
