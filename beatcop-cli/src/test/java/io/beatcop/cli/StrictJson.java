package io.beatcop.cli;

/** Reads JSON as RFC 8259 has it, and throws for whatever is none. */
final class StrictJson {

  private final String text;
  private int at;

  private StrictJson(String text) {
    this.text = text;
  }

  /** Reads one value, with nothing behind it. */
  static void check(String text) {
    StrictJson json = new StrictJson(text);
    json.value();
    json.require(json.at == text.length());
  }

  private void value() {
    char c = next();
    if (c == '{') {
      members('}', true);
    } else if (c == '[') {
      members(']', false);
    } else if (c == '"') {
      string();
    } else {
      at--;
      int begin = at;
      while (at < text.length() && "+-.eE0123456789truefalsn".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      require(
          text.substring(begin, at)
              .matches("true|false|null|-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?"));
    }
  }

  private void members(char end, boolean named) {
    if (text.charAt(at) == end) {
      at++;
      return;
    }
    char c = ',';
    while (c == ',') {
      if (named) {
        require(next() == '"');
        string();
        require(next() == ':');
      }
      value();
      c = next();
    }
    require(c == end);
  }

  private void string() {
    for (char c = next(); c != '"'; c = next()) {
      require(c >= ' ');
      if (c == '\\') {
        char escaped = next();
        require("\"\\/bfnrtu".indexOf(escaped) >= 0);
        if (escaped == 'u') {
          require(text.substring(at, at + 4).matches("[0-9a-fA-F]{4}"));
          at += 4;
        }
      }
    }
  }

  private char next() {
    require(at < text.length());
    return text.charAt(at++);
  }

  private void require(boolean condition) {
    if (!condition) {
      throw new AssertionError("no JSON at " + at + ": " + text);
    }
  }
}
