package io.beatcop.log;

/** Makes a line of an event. */
sealed interface LineFormat permits PlainLine, JsonLine {

  /** The line, without its end. */
  String line(LogEvent event);
}
