package io.beatcop.log;

import org.slf4j.event.Level;

/** Writes an event for people: its time, its level, its message, and the stack below it. */
final class PlainLine implements LineFormat {

  PlainLine() {}

  @Override
  public String line(LogEvent event) {
    return event.time()
        + " "
        + padded(event.level())
        + " "
        // A lease that is named after a command of several lines has them in its name.
        + event.message().replace("\n", "\\n")
        + event.stack().map(stack -> "\n" + stack).orElse("");
  }

  private static String padded(Level level) {
    String name = level.name();
    return name.length() == 4 ? name + " " : name;
  }
}
