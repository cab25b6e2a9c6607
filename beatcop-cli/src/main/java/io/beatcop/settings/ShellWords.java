package io.beatcop.settings;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command into words at white space outside of quotes, as BeatCop 1.0 did with Python's
 * {@code shlex.split}. Text between single quotes stays as it is. Between double quotes, a
 * backslash protects a double quote and a backslash, and is an ordinary character before anything
 * else. Outside of quotes it protects any character after it, a line break too. Nothing is a
 * comment, and no variable or pattern is expanded.
 */
public final class ShellWords {

  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean begun;

  private ShellWords() {}

  /**
   * Splits a command.
   *
   * @param command the command
   * @return its words
   * @throws io.beatcop.lease.SettingException if a quote is not closed, or nothing follows a
   *     backslash
   */
  public static List<String> split(Value command) {
    ShellWords words = new ShellWords();
    words.read(command);
    return List.copyOf(words.words);
  }

  private void read(Value command) {
    String text = command.text();
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\'' || c == '"') {
        at = readQuoted(command, at);
      } else if (c == '\\') {
        at++;
        append(charAt(command, at));
      } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        end();
      } else {
        append(c);
      }
    }
    end();
  }

  /** Reads from one quote to the next, and returns the position of that. */
  private int readQuoted(Value command, int from) {
    String text = command.text();
    char quote = text.charAt(from);
    begun = true;
    for (int at = from + 1; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == quote) {
        return at;
      }
      if (c == '\\' && quote == '"') {
        at++;
        char next = charAt(command, at);
        if (next != '"' && next != '\\') {
          word.append('\\');
        }
        word.append(next);
      } else {
        word.append(c);
      }
    }
    throw command.wrong("must close the quote " + quote + " that it opens");
  }

  private static char charAt(Value command, int at) {
    if (at == command.text().length()) {
      throw command.wrong("must not end with a single backslash");
    }
    return command.text().charAt(at);
  }

  private void append(char c) {
    begun = true;
    word.append(c);
  }

  private void end() {
    if (begun) {
      words.add(word.toString());
      word.setLength(0);
      begun = false;
    }
  }
}
