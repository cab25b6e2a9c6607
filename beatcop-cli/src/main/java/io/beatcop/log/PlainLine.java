package io.beatcop.log;

import io.beatcop.lease.VisibleText;
import org.slf4j.event.Level;

/**
 * Writes an event for people: its time, its level, its message, and what failed. The stack trace of
 * that is for those who look for the bug: it stands below if they log at debug, and not else (S-e).
 */
final class PlainLine implements LineFormat {

  private static final int LONGEST = 8192;

  private final boolean withStacks;

  PlainLine(LogSettings settings) {
    this.withStacks = settings.level().toInt() <= Level.DEBUG.toInt();
  }

  @Override
  public String line(LogEvent event) {
    return event.time()
        + " "
        + padded(event.level())
        + " "
        // A lease that is named after a command of several lines has them in its name.
        + VisibleText.of(event.message(), LONGEST)
        + (withStacks
                ? event.stack().map(stack -> "\n" + stack)
                : event.cause().map(PlainLine::inShort))
            .orElse("");
  }

  private static String inShort(String cause) {
    return ": " + VisibleText.of(cause, LONGEST) + "; --log-level debug shows its stack trace";
  }

  private static String padded(Level level) {
    String name = level.name();
    return name.length() == 4 ? name + " " : name;
  }
}
