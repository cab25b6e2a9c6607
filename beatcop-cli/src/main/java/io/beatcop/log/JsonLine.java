package io.beatcop.log;

import io.beatcop.lease.VisibleText;
import java.util.Locale;

/**
 * Writes an event as a JSON object: {@code ts}, {@code level}, {@code logger}, {@code lease},
 * {@code node}, {@code msg}, and {@code stack} if it is a bug. The message does not begin with the
 * lease here, since that is beside it.
 */
final class JsonLine implements LineFormat {

  private final String lease;
  private final String common;

  JsonLine(LogSettings settings) {
    this.lease = settings.lease() + ": ";
    StringBuilder fields = new StringBuilder();
    if (!settings.lease().isEmpty()) {
      field(fields, "lease", settings.lease());
    }
    if (!settings.node().isEmpty()) {
      field(fields, "node", settings.node());
    }
    this.common = fields.toString();
  }

  @Override
  public String line(LogEvent event) {
    StringBuilder line = new StringBuilder(200);
    line.append("{\"ts\":\"").append(event.time()).append('"');
    field(line, "level", event.level().name().toLowerCase(Locale.ROOT));
    field(line, "logger", event.logger());
    line.append(common);
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
        // What a terminal might obey; and a surrogate without its other half is no UTF-8.
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
