package io.beatcop.redis.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Shows the parts of a text that are certainly no secret, and {@code ***} for the rest (S-d). The
 * text should be a URI, but may be wrong in any way: it may have no host, a password that is not
 * encoded, or an unknown parameter.
 */
final class MaskedUri {

  private static final String MASK = "***";

  /** A host with its port. Only a port after a host is certainly no password. */
  private static final Pattern HOST =
      Pattern.compile("(?:\\[[0-9a-fA-F:.]*]|[\\w.-]+)(?::\\d{1,5})?");

  /** A host and a word: behind a login, the word after a host can be no password. */
  private static final Pattern HOST_AND_WORD =
      Pattern.compile("(?:\\[[0-9a-fA-F:.]*]|[\\w.-]+)(?::[\\w-]{0,16})?");

  private static final Pattern WORD = Pattern.compile("redis\\S{0,10}|unix");
  private static final Pattern PLACE = Pattern.compile("/[\\w.-]+(?::\\d{1,5})?(?:/\\d{0,5})?");
  private static final Pattern PATH = Pattern.compile("/(?:[\\w.-]+/)?\\d{0,5}|/[\\w.-]+");

  private MaskedUri() {}

  static String of(String uri) {
    int scheme = uri.indexOf("://");
    if (scheme < 0) {
      return uri.isEmpty() || HOST.matcher(uri).matches() ? uri : withoutScheme(uri);
    }
    String begin = uri.substring(0, scheme + 3);
    if (!isScheme(begin)) {
      return MASK;
    }
    String rest = uri.substring(scheme + 3);
    int at = rest.lastIndexOf('@');
    String login = at < 0 ? "" : login(rest.substring(0, at)) + "@";
    String place = rest.substring(at + 1);
    int question = place.indexOf('?');
    String where = question < 0 ? place : place.substring(0, question);
    return begin
        + login
        + (begin.equals("unix://") && where.startsWith("/") ? where : where(where, at >= 0))
        + (question < 0 ? "" : "?" + parameters(place.substring(question + 1)));
  }

  /**
   * Masks a text without {@code ://}, such as {@code redis:/…}: its beginning tells what is wrong.
   */
  private static String withoutScheme(String uri) {
    int colon = uri.indexOf(':');
    String word = uri.substring(0, Math.max(0, colon));
    String rest = uri.substring(colon + 1);
    if (!WORD.matcher(word).matches()) {
      word = "";
    } else if (PLACE.matcher(rest).matches()) {
      return uri;
    }
    int at = uri.lastIndexOf('@');
    String host = at < 0 ? "" : uri.substring(at + 1);
    return (word.isEmpty() ? "" : word + ":")
        + MASK
        + (HOST.matcher(host).matches() ? "@" + host : "");
  }

  private static boolean isScheme(String begin) {
    return begin.chars().allMatch(c -> (c >= 'a' && c <= 'z') || c == '+' || c == ':' || c == '/')
        && begin.length() < 24;
  }

  /** Masks a login, except the user if a password follows. */
  private static String login(String login) {
    int colon = login.indexOf(':');
    return colon < 0 ? MASK : login.substring(0, colon) + ":" + MASK;
  }

  private static String where(String where, boolean hasLogin) {
    Pattern known = hasLogin ? HOST_AND_WORD : HOST;
    int slash = where.indexOf('/');
    List<String> hosts = new ArrayList<>();
    boolean isPlain = true;
    for (String host : (slash < 0 ? where : where.substring(0, slash)).split(",", -1)) {
      // A password may have a comma in it: the text after it is no host then.
      isPlain = isPlain && (host.indexOf(':') < 0 || known.matcher(host).matches());
      hosts.add(isPlain ? host : masked(host));
    }
    String path = slash < 0 ? "" : where.substring(slash);
    boolean isShown = path.isEmpty() || (isPlain && PATH.matcher(path).matches());
    return String.join(",", hosts) + (isShown ? path : "/" + MASK);
  }

  /** Masks the text after the colon: it is no port, so the text before may be a host or a user. */
  private static String masked(String host) {
    String before = host.substring(0, Math.max(0, host.indexOf(':')));
    return HOST.matcher(before).matches() ? before + ":" + MASK : MASK;
  }

  private static String parameters(String query) {
    List<String> shown = new ArrayList<>();
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? "" : parameter.substring(0, equals);
      shown.add(
          RedisGrammar.isShown(name)
              ? parameter
              : isWord(name) ? name + "=" + MASK : parameter.isEmpty() ? "" : MASK);
    }
    return String.join("&", shown);
  }

  private static boolean isWord(String name) {
    return !name.isEmpty()
        && name.length() <= 32
        && name.chars().allMatch(c -> Character.isLetter(c) || c == '-' || c == '_');
  }
}
