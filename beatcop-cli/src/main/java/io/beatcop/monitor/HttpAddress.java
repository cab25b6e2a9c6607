package io.beatcop.monitor;

import io.beatcop.lease.SettingException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address to answer HTTP at.
 *
 * @param host the address to listen on, without brackets
 * @param port the port, or 0 for any free one
 */
public record HttpAddress(String host, int port) {

  private static final String LOOPBACK = "127.0.0.1";
  private static final Pattern WRITTEN =
      Pattern.compile("(?:(\\[[0-9a-fA-F:.]+]|[\\w.-]*):)?(\\d{1,5})");

  /**
   * Reads an address.
   *
   * @param setting the user's name of the setting, for the error
   * @param text {@code 9090} or {@code :9090} for the loopback address, or {@code host:port}
   * @return the address
   * @throws SettingException if the text is something else
   */
  public static HttpAddress parse(String setting, String text) {
    Matcher written = WRITTEN.matcher(text.strip());
    if (!written.matches() || Integer.parseInt(written.group(2)) > 65_535) {
      throw new SettingException(
          setting, text, "must be [host:]port, such as :9090, or 0.0.0.0:9090 for all addresses");
    }
    String host = written.group(1);
    return new HttpAddress(
        host == null || host.isEmpty() ? LOOPBACK : host.replaceAll("[\\[\\]]", ""),
        Integer.parseInt(written.group(2)));
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
