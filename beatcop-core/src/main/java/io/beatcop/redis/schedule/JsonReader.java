package io.beatcop.redis.schedule;

import java.util.ArrayList;
import java.util.List;

/** Reads what {@link JsonObject} writes. Used once. */
final class JsonReader {

  /**
   * No value of a schedule is nested more deeply; a text from elsewhere must not use up the stack.
   */
  private static final int DEEPEST = 50;

  private final String text;
  private int at;
  private int depth;

  JsonReader(String text) {
    this.text = text;
  }

  JsonObject document() {
    JsonObject object = object();
    if (at != text.length()) {
      throw wrong("the end");
    }
    return object;
  }

  private JsonObject object() {
    enter('{');
    JsonObject object = new JsonObject();
    while (!isAt('}')) {
      String name = string();
      expect(':');
      object.with(name, value());
      separate('}');
    }
    leave('}');
    return object;
  }

  private List<Object> list() {
    enter('[');
    List<Object> list = new ArrayList<>();
    while (!isAt(']')) {
      list.add(value());
      separate(']');
    }
    leave(']');
    return list;
  }

  private Object value() {
    if (isAt('{')) {
      return object();
    }
    if (isAt('[')) {
      return list();
    }
    if (isAt('"')) {
      return string();
    }
    if (text.startsWith("true", at)) {
      at += 4;
      return true;
    }
    if (text.startsWith("false", at)) {
      at += 5;
      return false;
    }
    return number();
  }

  private Long number() {
    int begin = at;
    while (at < text.length() && (text.charAt(at) == '-' || Character.isDigit(text.charAt(at)))) {
      at++;
    }
    try {
      return Long.parseLong(text, begin, at, 10);
    } catch (NumberFormatException e) {
      at = begin;
      throw wrong("a value");
    }
  }

  private String string() {
    expect('"');
    int begin = at;
    while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\\') {
      at++;
    }
    if (isAt('"')) {
      return text.substring(begin, at++);
    }
    StringBuilder string = new StringBuilder(text.substring(begin, at));
    while (!isAt('"')) {
      char c = next();
      if (c != '\\') {
        string.append(c);
        continue;
      }
      char escaped = next();
      if (escaped != 'u') {
        string.append(escaped);
        continue;
      }
      if (at + 4 > text.length()) {
        throw wrong("four digits");
      }
      string.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
      at += 4;
    }
    expect('"');
    return string.toString();
  }

  private void enter(char open) {
    expect(open);
    if (++depth > DEEPEST) {
      throw wrong("less depth");
    }
  }

  private void leave(char close) {
    expect(close);
    depth--;
  }

  /** Between two elements stands a comma. */
  private void separate(char close) {
    if (!isAt(close)) {
      expect(',');
      if (isAt(close)) {
        throw wrong("an element");
      }
    }
  }

  private boolean isAt(char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  private void expect(char c) {
    if (!isAt(c)) {
      throw wrong(String.valueOf(c));
    }
    at++;
  }

  private char next() {
    if (at == text.length()) {
      throw wrong("a quotation mark");
    }
    return text.charAt(at++);
  }

  private IllegalArgumentException wrong(String expected) {
    return new IllegalArgumentException(expected + " is expected at " + at);
  }
}
