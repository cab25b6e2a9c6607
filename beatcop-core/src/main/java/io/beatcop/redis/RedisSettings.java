package io.beatcop.redis;

import io.beatcop.lease.SettingException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a Redis is and how to log in there: right from the constructor on.
 *
 * @param host the host name or address
 * @param port the port, 1 to 65535
 * @param tls whether to speak TLS; the server's certificate must be good for the host
 * @param user the user name, if one is needed
 * @param password the password, if one is needed
 * @param database the database, from 0
 */
public record RedisSettings(
    String host,
    int port,
    boolean tls,
    Optional<String> user,
    Optional<String> password,
    int database) {

  private static final int DEFAULT_PORT = 6379;
  private static final String GRAMMAR =
      "must be redis://[[user]:password@]host[:port][/database], or rediss:// for TLS";

  /**
   * Reads a URI.
   *
   * @param uri {@code redis://[[user]:password@]host[:port][/database]}, or {@code rediss://} for
   *     TLS; user and password percent-encoded
   * @return the settings
   * @throws SettingException if the text is something else; the message hides the password
   */
  public static RedisSettings parse(String uri) {
    URI parsed;
    try {
      parsed = new URI(uri.strip());
    } catch (URISyntaxException e) {
      throw wrong(uri, GRAMMAR);
    }
    boolean tls = "rediss".equals(parsed.getScheme());
    if (!tls && !"redis".equals(parsed.getScheme())) {
      throw wrong(uri, GRAMMAR);
    }
    if (parsed.getHost() == null || parsed.getQuery() != null || parsed.getFragment() != null) {
      throw wrong(uri, GRAMMAR);
    }
    int port = parsed.getPort() == -1 ? DEFAULT_PORT : parsed.getPort();
    if (port < 1 || port > 65_535) {
      throw wrong(uri, "the port must be from 1 to 65535");
    }
    String[] login = login(uri, parsed.getRawUserInfo());
    return new RedisSettings(
        withoutBrackets(parsed.getHost()),
        port,
        tls,
        nonEmpty(login[0]),
        nonEmpty(login[1]),
        database(uri, parsed.getPath()));
  }

  private static String[] login(String uri, @Nullable String userInfo) {
    if (userInfo == null) {
      return new String[] {"", ""};
    }
    int colon = userInfo.indexOf(':');
    if (colon < 0) {
      throw wrong(uri, "before the @ there must be user:password, or :password");
    }
    return new String[] {
      decoded(userInfo.substring(0, colon)), decoded(userInfo.substring(colon + 1))
    };
  }

  private static String decoded(String text) {
    // A plus sign is a plus sign in a URI; only forms make it a space.
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static Optional<String> nonEmpty(String text) {
    return Optional.of(text).filter(value -> !value.isEmpty());
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static int database(String uri, String path) {
    if (path.isEmpty() || path.equals("/")) {
      return 0;
    }
    if (!path.matches("/\\d{1,5}")) {
      throw wrong(uri, "the database after the slash must be a number, from 0");
    }
    return Integer.parseInt(path.substring(1));
  }

  private static SettingException wrong(String uri, String expected) {
    return new SettingException("redis", masked(uri), expected);
  }

  /**
   * Hides the password in a text that was meant to be a URI, whatever else is wrong with it.
   *
   * @param uri the text
   * @return the text with {@code ***} for all that may be a password
   */
  static String masked(String uri) {
    int at = uri.lastIndexOf('@');
    if (at < 0) {
      return uri;
    }
    int scheme = uri.indexOf("://");
    int from = scheme < 0 || scheme > at ? 0 : scheme + 3;
    int colon = uri.indexOf(':', from);
    int secret = colon < 0 || colon > at ? from : colon + 1;
    return uri.substring(0, secret) + "***" + uri.substring(at);
  }

  /** The URI, with the password hidden. */
  @Override
  public String toString() {
    String login = user.orElse("") + (password.isPresent() ? ":***" : "");
    return (tls ? "rediss://" : "redis://")
        + (login.isEmpty() ? "" : login + "@")
        + (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + port
        + "/"
        + database;
  }
}
