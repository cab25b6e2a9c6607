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
 * The parts of a URI. All but its parameters are still encoded.
 *
 * <p>{@link java.net.URI} does not fit: it knows neither lists of hosts nor names with underscores,
 * and its messages repeat the text with the password.
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
   * Whether each percent sign begins an escape. A regular expression would need a stack frame for
   * each repetition of a group (S-a).
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

  /** The scheme, such as {@code redis+sentinel}. */
  String scheme() {
    return shape.group(1);
  }

  SettingException wrongScheme() {
    return wrong(SCHEMES);
  }

  /** The user and the password before the hosts. */
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

  /** The text between the login and the path. */
  String hosts() {
    String authority = shape.group(2);
    return authority.substring(authority.indexOf('@') + 1);
  }

  /** The text from the slash after the hosts; empty if there is none. */
  String path() {
    return Optional.ofNullable(shape.group(3)).orElse("");
  }

  /** The parameters after the question mark, decoded. */
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
    return new SettingException("redis", MaskedUri.of(text), expected);
  }

  /** A part of the text for a message, unless a password may be in it. */
  String quoted(String part) {
    return MaskedUri.of(text).contains(part) ? "'" + part + "'" : "a part of it";
  }
}
