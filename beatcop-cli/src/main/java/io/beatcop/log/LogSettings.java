package io.beatcop.log;

import org.slf4j.event.Level;

/**
 * How to log.
 *
 * @param format how a line is written
 * @param level the least grave level that is written
 * @param lease the lease that all is about, or nothing
 * @param node who this node is, or nothing
 */
public record LogSettings(LogFormat format, Level level, String lease, String node) {

  /** What holds until it is set otherwise: warnings for people. */
  static final LogSettings INITIAL = new LogSettings(LogFormat.PLAIN, Level.WARN, "", "");
}
