package io.beatcop.log;

import io.beatcop.lease.VisibleText;
import java.util.Locale;
import org.slf4j.event.Level;

/** The format of the log's lines. */
public enum LogFormat {
  /** Time, level and message, for people. */
  PLAIN,

  /** One JSON object a line, for machines. */
  JSON;

  private static final int LONGEST = 8192;

  /** The line of an event, without its end. */
  String line(LogEvent event, Log.Settings settings) {
    return this == JSON ? json(event, settings) : plain(event, settings);
  }

  /**
   * The time, the level, the message, and the failure. The stack trace of the failure follows only
   * if the level is debug, for those who look for the bug (S-e).
   */
  private static String plain(LogEvent event, Log.Settings settings) {
    boolean withStack = settings.level().toInt() <= Level.DEBUG.toInt();
    return event.time()
        + " "
        + padded(event.level())
        + " "
        // A lease that is named after a command of several lines has line breaks in its name.
        + VisibleText.of(event.message(), LONGEST)
        + (withStack
                ? event.stack().map(stack -> "\n" + stack)
                : event.cause().map(LogFormat::inShort))
            .orElse("");
  }

  private static String inShort(String cause) {
    return ": " + VisibleText.of(cause, LONGEST) + "; --log-level debug shows its stack trace";
  }

  private static String padded(Level level) {
    String name = level.name();
    return name.length() == 4 ? name + " " : name;
  }

  /**
   * {@code ts}, {@code level}, {@code logger}, {@code lease}, {@code node}, {@code msg}, and {@code
   * stack} if it is a bug. The message does not begin with the lease, since that is beside it.
   */
  private static String json(LogEvent event, Log.Settings settings) {
    StringBuilder line = new StringBuilder(200);
    line.append("{\"ts\":\"").append(event.time()).append('"');
    field(line, "level", event.level().name().toLowerCase(Locale.ROOT));
    field(line, "logger", event.logger());
    if (!settings.lease().isEmpty()) {
      field(line, "lease", settings.lease());
    }
    if (!settings.node().isEmpty()) {
      field(line, "node", settings.node());
    }
    String lease = settings.lease() + ": ";
    String message = event.message();
    field(line, "msg", message.startsWith(lease) ? message.substring(lease.length()) : message);
    event.stack().ifPresent(stack -> field(line, "stack", stack));
    return line.append('}').toString();
  }

  private static void field(StringBuilder to, String name, String value) {
    to.append(",\"").append(name).append("\":\"");
    for (int at = 0; at < value.length(); at++) {
      char c = value.charAt(at);
      if (c == '"' || c == '\\') {
        to.append('\\').append(c);
      } else if (c == '\n') {
        to.append("\\n");
      } else if (c == '\t') {
        to.append("\\t");
      } else if (c < ' ' || (c > '~' && isHidden(c))) {
        // A terminal might obey this character, or it is half of a surrogate pair, which is no
        // UTF-8.
        to.append("\\u").append(hex(c));
      } else {
        to.append(c);
      }
    }
    to.append('"');
  }

  private static boolean isHidden(char c) {
    String itself = String.valueOf(c);
    return !VisibleText.of(itself).equals(itself);
  }

  private static String hex(char c) {
    return Integer.toHexString(0x10000 | c).substring(1);
  }
}
