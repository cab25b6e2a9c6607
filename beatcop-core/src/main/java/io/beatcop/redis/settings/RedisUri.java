package io.beatcop.redis.settings;

import io.beatcop.lease.SettingException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URI taken apart, still encoded but for its parameters.
 *
 * <p>Not {@link java.net.URI}, which knows neither lists of hosts nor names with underscores, and
 * repeats the text, password and all, in what it says of mistakes.
 */
final class RedisUri {

  private static final Pattern SHAPE = Pattern.compile("([a-z+]+)://([^/?]*)(/[^?]*)?(?:\\?(.*))?");
  private static final String SCHEMES =
      "must begin with redis://, rediss:// for TLS, unix://, redis+sentinel://, redis+cluster:// or"
          + " redis+quorum://";

  private final String text;
  private final Matcher shape;

  RedisUri(String given) {
    this.text = given.strip();
    this.shape = SHAPE.matcher(text);
    if (!shape.matches()) {
      throw wrong(SCHEMES);
    }
    checkCharacters();
  }

  private void checkCharacters() {
    if (text.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
      throw wrong("must have no spaces: write %20");
    }
    if (text.indexOf('#') >= 0) {
      throw wrong("must have no #: write %23");
    }
    if (!hasOnlyEscapes()) {
      throw wrong("a percent sign that is meant as one must be written %25");
    }
    String authority = shape.group(2);
    if (authority.indexOf('@') != authority.lastIndexOf('@')) {
      throw wrong("an @ in the user or the password must be written %40");
    }
    if (authority.indexOf('@') < 0 && !scheme().equals("unix") && text.indexOf('@') >= 0) {
      throw wrong(
          "an @, a / or a ? in a user, a password or a parameter must be written %40, %2F, %3F");
    }
  }

  /**
   * Not by a regular expression: for a group that repeats, Java's needs a frame each time (S-a).
   */
  private boolean hasOnlyEscapes() {
    for (int at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
      if (at + 2 >= text.length()
          || Character.digit(text.charAt(at + 1), 16) < 0
          || Character.digit(text.charAt(at + 2), 16) < 0
          || text.charAt(at + 1) > 'f'
          || text.charAt(at + 2) > 'f') {
        return false;
      }
    }
    return true;
  }

  /** Such as {@code redis+sentinel}. */
  String scheme() {
    return shape.group(1);
  }

  SettingException wrongScheme() {
    return wrong(SCHEMES);
  }

  /** Who logs in. */
  RedisLogin login() {
    String authority = shape.group(2);
    int at = authority.indexOf('@');
    if (at < 0) {
      return RedisLogin.NONE;
    }
    String login = authority.substring(0, at);
    int colon = login.indexOf(':');
    if (colon < 0) {
      throw wrong("before the @ there must be user:password, or :password");
    }
    if (login.indexOf(',') >= 0) {
      throw wrong(
          "user and password stand once, before the first host; a comma in them must be written"
              + " %2C");
    }
    return new RedisLogin(
        nonEmpty(decoded(login.substring(0, colon))),
        nonEmpty(decoded(login.substring(colon + 1))));
  }

  /** What stands between the login and the path. */
  String hosts() {
    String authority = shape.group(2);
    return authority.substring(authority.indexOf('@') + 1);
  }

  /** From the slash after the hosts; empty if there is none. */
  String path() {
    return Optional.ofNullable(shape.group(3)).orElse("");
  }

  /** What follows the question mark, decoded. */
  Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    String query = shape.group(4);
    if (query == null) {
      return parameters;
    }
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      if (equals < 1) {
        throw wrong("after the ? there must be name=value, joined by &");
      }
      String name = parameter.substring(0, equals);
      if (parameters.put(name, decoded(parameter.substring(equals + 1))) != null) {
        throw wrong(quoted(name) + " stands there twice");
      }
    }
    return parameters;
  }

  static String decoded(String encoded) {
    // A plus sign is a plus sign in a URI; only forms make it a space.
    return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static Optional<String> nonEmpty(String value) {
    return Optional.of(value).filter(some -> !some.isEmpty());
  }

  SettingException wrong(String expected) {
    return new SettingException("redis", masked(text), expected);
  }

  /** A part of the text to be shown, unless a password may be in it. */
  String quoted(String part) {
    return masked(text).contains(part) ? "'" + part + "'" : "a part of it";
  }

  /** The text with {@code ***} for all that may be a password, whatever else is wrong with it. */
  static String masked(String uri) {
    return MaskedUri.of(uri);
  }
}
