package io.beatcop.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.event.Level;

/**
 * The log of this process: one line for each event, to standard error. Each is one write, so that
 * lines of the child, which has the same standard error, do not get between.
 *
 * <p>SLF4J finds its provider by itself, so this is the one thing here that there is one of. May be
 * used from any thread.
 */
public final class Log {

  private static final String OURS = "io.beatcop.";

  private static volatile Log current =
      new Log(LogSettings.INITIAL, new FileOutputStream(FileDescriptor.err));

  private final LogSettings settings;
  private final LineFormat format;
  private final OutputStream out;

  Log(LogSettings settings, OutputStream out) {
    this.settings = settings;
    this.format =
        settings.format() == LogFormat.JSON ? new JsonLine(settings) : new PlainLine(settings);
    this.out = out;
  }

  /**
   * Logs in another way from now on.
   *
   * @param settings the way
   */
  public static void set(LogSettings settings) {
    current = new Log(settings, current.out);
  }

  static Log current() {
    return current;
  }

  /** Of libraries, only warnings are for our users. */
  boolean isEnabled(String logger, Level level) {
    Level least = settings.level();
    if (!logger.startsWith(OURS) && least.toInt() < Level.WARN.toInt() && least != Level.TRACE) {
      least = Level.WARN;
    }
    return level.toInt() >= least.toInt();
  }

  void write(LogEvent event) {
    byte[] line = (format.line(event) + "\n").getBytes(StandardCharsets.UTF_8);
    synchronized (out) {
      try {
        out.write(line);
        out.flush();
      } catch (IOException e) {
        // Nobody reads it any more, and there is nowhere else to say so.
        return;
      }
    }
  }
}
