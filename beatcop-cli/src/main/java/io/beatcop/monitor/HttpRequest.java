package io.beatcop.monitor;

import java.util.Locale;
import java.util.Optional;

/**
 * The parts of a request's head that answers need.
 *
 * @param method the method
 * @param path the path, as it was sent, without a query
 * @param accept the formats that the client wants, or empty
 */
record HttpRequest(String method, String path, String accept) {

  /** The end of a head. */
  static final String END = "\r\n\r\n";

  /** Reads a head; empty for any other text. */
  static Optional<HttpRequest> parse(String head) {
    String[] lines = head.split("\r\n", -1);
    String[] words = lines[0].split(" ", -1);
    if (words.length != 3 || words[0].isEmpty() || !words[2].startsWith("HTTP/")) {
      return Optional.empty();
    }
    String accept = "";
    for (int i = 1; i < lines.length; i++) {
      if (lines[i].toLowerCase(Locale.ROOT).startsWith("accept:")) {
        accept = lines[i].substring("accept:".length()).strip();
      }
    }
    return Optional.of(new HttpRequest(words[0], path(words[1]), accept));
  }

  private static String path(String target) {
    // A proxy gets the whole address, and may pass it on.
    String path = target.replaceFirst("^[Hh][Tt][Tt][Pp][Ss]?://[^/?]*", "");
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  boolean isHead() {
    return method.equals("HEAD");
  }

  boolean isGetOrHead() {
    return isHead() || method.equals("GET");
  }
}
