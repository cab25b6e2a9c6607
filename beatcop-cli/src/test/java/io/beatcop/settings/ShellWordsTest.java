package io.beatcop.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.beatcop.lease.SettingException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The splitting of commands. Each result here is that of Python 2.7.18's shlex.split. */
class ShellWordsTest {

  private static Value command(String text) {
    return Value.ofFile(Setting.COMMAND, text, "b.ini:7");
  }

  static Stream<Arguments> commandsAreSplitAsPythonDoes() {
    return Stream.of(
        arguments("celery -A app beat", List.of("celery", "-A", "app", "beat")),
        arguments("  a \t b\r\nc ", List.of("a", "b", "c")),
        arguments("", List.of()),
        arguments("a 'b c' d", List.of("a", "b c", "d")),
        arguments("a \"b c\" d", List.of("a", "b c", "d")),
        arguments("a'b'\"c\"d", List.of("abcd")),
        arguments("'' \"\"", List.of("", "")),
        arguments("a''", List.of("a")),
        arguments("'a\\b'", List.of("a\\b")),
        arguments("\"a\\b\"", List.of("a\\b")),
        arguments("\"a\\\"b\\\\c\"", List.of("a\"b\\c")),
        arguments("\"it's\" '\"'", List.of("it's", "\"")),
        arguments("a\\ b \\'c \\\\", List.of("a b", "'c", "\\")),
        arguments("a\\\nb", List.of("a\nb")),
        arguments("\"a\\\nb\"", List.of("a\\\nb")),
        arguments("a # b #c", List.of("a", "#", "b", "#c")),
        arguments("$HOME *.txt ~ a|b;c", List.of("$HOME", "*.txt", "~", "a|b;c")),
        arguments("\u00fc\u00a0x", List.of("\u00fc\u00a0x")));
  }

  @ParameterizedTest
  @MethodSource
  void commandsAreSplitAsPythonDoes(String text, List<String> words) {
    assertThat(ShellWords.split(command(text))).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a 'b|must close the quote ' that it opens",
        "a \"b|must close the quote \" that it opens",
        "a \"b\\\"|must close the quote \" that it opens",
        "a \"b\\|must not end with a single backslash",
        "a \\|must not end with a single backslash"
      })
  void whatIsNotClosedIsAMistake(String text, String expected) {
    assertThatThrownBy(() -> ShellWords.split(command(text)))
        .isInstanceOf(SettingException.class)
        .hasMessage("b.ini:7: command = " + text + ": " + expected);
  }
}
