package io.beatcop.log;

/** How a line of the log is written. */
public enum LogFormat {
  /** Time, level and message, for people. */
  PLAIN,

  /** One JSON object a line, for machines. */
  JSON
}
