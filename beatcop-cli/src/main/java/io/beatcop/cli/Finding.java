package io.beatcop.cli;

import io.beatcop.lease.VisibleText;

/**
 * One thing that the doctor found.
 *
 * @param level how bad it is
 * @param about what it is about, in one word or two
 * @param text what was found and, unless it is well, what to do
 */
record Finding(Level level, String about, String text) {

  /** How bad it is; the worse, the later. */
  enum Level {
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
  Finding {
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
}
