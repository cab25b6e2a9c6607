package io.beatcop.log;

import io.beatcop.lease.VisibleText;
import org.slf4j.event.Level;

/** Writes an event for people: its time, its level, its message, and the stack below it. */
final class PlainLine implements LineFormat {

  private static final int LONGEST = 8192;

  PlainLine() {}

  @Override
  public String line(LogEvent event) {
    return event.time()
        + " "
        + padded(event.level())
        + " "
        // A lease that is named after a command of several lines has them in its name.
        + VisibleText.of(event.message(), LONGEST)
        + event.stack().map(stack -> "\n" + stack).orElse("");
  }

  private static String padded(Level level) {
    String name = level.name();
    return name.length() == 4 ? name + " " : name;
  }
}
