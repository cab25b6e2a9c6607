package io.beatcop.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.event.Level;

/**
 * The log of this process: one line for each event, to standard error. Each line is one write, so
 * that lines of the child, which has the same standard error, do not mix with it.
 *
 * <p>SLF4J finds its provider by itself, so there is one log for the process. Any thread may use
 * it.
 */
public final class Log {

  /**
   * How to log.
   *
   * @param format how a line is written
   * @param level the least severe level that is written
   * @param lease the lease, or nothing
   * @param node the identity of this node, or nothing
   */
  public record Settings(LogFormat format, Level level, String lease, String node) {}

  private static final String OURS = "io.beatcop.";

  /** The log until it is set: warnings for people. */
  private static volatile Log current =
      new Log(
          new Settings(LogFormat.PLAIN, Level.WARN, "", ""),
          new FileOutputStream(FileDescriptor.err));

  private final Settings settings;
  private final OutputStream out;

  Log(Settings settings, OutputStream out) {
    this.settings = settings;
    this.out = out;
  }

  /**
   * Logs in another way from now on.
   *
   * @param settings the way
   */
  public static void set(Settings settings) {
    current = new Log(settings, current.out);
  }

  static Log current() {
    return current;
  }

  /** Whether a level is logged. Of libraries, only warnings are for our users. */
  boolean isEnabled(String logger, Level level) {
    Level least = settings.level();
    if (!logger.startsWith(OURS) && least.toInt() < Level.WARN.toInt() && least != Level.TRACE) {
      least = Level.WARN;
    }
    return level.toInt() >= least.toInt();
  }

  void write(LogEvent event) {
    String line = settings.format().line(event, settings) + "\n";
    synchronized (out) {
      try {
        out.write(line.getBytes(StandardCharsets.UTF_8));
        out.flush();
      } catch (IOException e) {
        // Standard error is closed, and there is nowhere else to report that.
        return;
      }
    }
  }
}
