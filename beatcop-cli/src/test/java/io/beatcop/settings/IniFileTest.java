package io.beatcop.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.beatcop.lease.SettingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The file's format. Each value here is what Python 2.7.18's SafeConfigParser gives for the same
 * text.
 */
class IniFileTest {

  static Stream<Arguments> valuesOfTheKey() {
    return Stream.of(
        arguments("an equals sign", "k = v", "v"),
        arguments("a colon", "k: v", "v"),
        arguments("no space", "k=v", "v"),
        arguments("the first of both signs", "k: a=b", "a=b"),
        arguments("the first of both signs, the other way", "k= a:b", "a:b"),
        arguments("an upper-case key", "K = v", "v"),
        arguments("nothing", "k =", ""),
        arguments("two double quotes", "k = \"\"", ""),
        arguments("quotes around something", "k = \"v\"", "\"v\""),
        arguments("space around it", "k =  \t v \t", "v"),
        arguments("a carriage return", "k = v\r", "v"),
        arguments("the later of two", "k = a\nk = b", "b"),
        arguments("the later of two sections", "k = a\n[other]\nk = c\n[section]\nk = b", "b"),
        arguments("another section's", "k = a\n[other]\nk = b", "a"),
        arguments("a section's in other case", "k = a\n[Section]\nk = b", "a"),
        arguments("text after the section's header", "[section] ; text\nk = v", "v"),
        arguments("two lines", "k = a\n  b", "a\nb"),
        arguments("two lines, the first empty", "k =\n  b", "\nb"),
        arguments("a blank line inside", "k = a\n\n  b", "a\nb"),
        arguments("a comment inside, at the margin", "k = a\n# c\n  b", "a\nb"),
        arguments("no comment inside, indented", "k = a\n  # c", "a\n# c"),
        arguments("no comment at the end of a second line", "k = a\n  b ; c", "a\nb ; c"),
        arguments("an indented line that looks like a key", "k = a\n  x = b", "a\nx = b"),
        arguments("an indented line that looks like a section", "k = a\n  [b]", "a\n[b]"),
        arguments("a comment after a semicolon", "k = v ; c", "v"),
        arguments("a semicolon without a space", "k = v;c", "v;c"),
        arguments("a second semicolon with a space", "k = v;c ; d", "v;c ; d"),
        arguments("a semicolon at the beginning", "k = ;c", ";c"),
        arguments("the same, and a space at the end", "k = ;c ", ""),
        arguments("a hash", "k = v # c", "v # c"),
        arguments("a remark", "k = v\nrem k = w", "v"),
        arguments("a remark in upper case", "k = v\nREM\tk = w", "v"),
        arguments("a word that begins as a remark", "k = v\nremk = w", "v"),
        arguments("a comment before it", "# c\n; c\nk = v", "v"),
        arguments("a key with a space", "k k = w\nk = v", "v"),
        arguments("another value", "x = a\nk = %(x)s/b", "a/b"),
        arguments("another value in other case", "x = a\nk = %(X)s", "a"),
        arguments("another value that comes later", "k = %(x)s\nx = a", "a"),
        arguments("a value of a value", "x = a\ny = %(x)s%(x)s\nk = %(y)s", "aa"),
        arguments("the section's name", "k = %(__name__)s", "section"),
        arguments("a percent sign", "k = 100%%", "100%"),
        arguments("a percent sign before a bracket", "k = %%(x)s", "%(x)s"),
        arguments("a value of DEFAULT", "x = 1\n[DEFAULT]\nk = v", "v"),
        arguments("its own before that of DEFAULT", "k = a\n[DEFAULT]\nk = b", "a"),
        arguments("another value of DEFAULT", "k = %(x)s\n[DEFAULT]\nx = a", "a"),
        arguments("a space that is not ASCII's", "k = \u00a0v", "\u00a0v"),
        arguments("a letter that is not ASCII's", "k = \u00fc", "\u00fc"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void valuesOfTheKey(String what, String lines, String value) {
    IniFile file = new IniReader("beatcop.ini").read("[section]\n" + lines + "\n");

    assertThat(file.find("section", "k").orElseThrow().text()).isEqualTo(value);
  }

  /** C-f: a byte order mark, which nobody sees, is named. */
  @Test
  void aByteOrderMarkIsMadeVisible() {
    assertThatThrownBy(() -> new IniReader("b.ini").read("\uFEFF[redis]\nhost = h\n"))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("b.ini:1: line = U+FEFF…: must not begin with a byte order mark");
  }

  static Stream<Arguments> mistakesAreNamedWithTheirLine() {
    return Stream.of(
        arguments("k = v", "b.ini:1: line = k…: must be below a section such as [redis]"),
        arguments("[s]\nword", "b.ini:2: line = …: must be [section], key = value, or a"),
        arguments("[s]\n= v", "b.ini:2: line = …: must be [section], key = value, or a"),
        arguments("[s]\n k = v", "b.ini:2: line = …: must be [section], key = value, or a"),
        arguments("[s\n", "b.ini:1: line = …: must be below a section"),
        arguments("[s]\npassword secret", "b.ini:2: line = …: must be [section]"));
  }

  @ParameterizedTest
  @MethodSource
  void mistakesAreNamedWithTheirLine(String text, String message) {
    assertThatThrownBy(() -> new IniReader("b.ini").read(text))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith(message)
        .hasMessageNotContaining("secret");
  }

  static Stream<Arguments> wrongReferencesAreNamedWithTheirLine() {
    return Stream.of(
        arguments("k = 5%", "b.ini:2: k = …%…: a percent sign is written %%"),
        arguments("k = %(x)", "b.ini:2: k = …%…: a percent sign is written %%"),
        arguments("k = %x", "b.ini:2: k = …%…: a percent sign is written %%"),
        arguments("k = %(x)s", "b.ini:2: k = %(x)s: there is no such key in its section"),
        arguments("k = %(k)s", "b.ini:2: k = %(…)s: must not refer to itself"),
        arguments("k = a\n  %(y)s", "b.ini:2: k = %(y)s: there is no such key"));
  }

  @ParameterizedTest
  @MethodSource
  void wrongReferencesAreNamedWithTheirLine(String lines, String message) {
    IniFile file = new IniReader("b.ini").read("[s]\n" + lines);

    assertThatThrownBy(() -> file.find("s", "k"))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void aWrongValueThatNobodyAsksForIsNoMistake() {
    IniFile file = new IniReader("b.ini").read("[s]\nk = v\nx = 5%\n");

    assertThat(file.find("s", "k").orElseThrow().text()).isEqualTo("v");
  }

  @Test
  void aSectionThatIsNotThereHasNoDefaults() {
    IniFile file = new IniReader("b.ini").read("[DEFAULT]\nk = v\n");

    assertThat(file.find("s", "k")).isEmpty();
  }

  @Test
  void aFileThatIsNotThereIsSaidNotToBe(@TempDir Path folder) {
    assertThatThrownBy(() -> IniFile.read(folder.resolve("none.ini")))
        .isInstanceOf(SettingException.class)
        .hasMessageEndingWith("none.ini: there is no such file");
  }

  @Test
  void aFolderIsNoFile(@TempDir Path folder) {
    assertThatThrownBy(() -> IniFile.read(folder))
        .isInstanceOf(SettingException.class)
        .hasMessageEndingWith("can't be read: is a folder");
  }

  @Test
  void aFileInAnotherEncodingIsRefusedSinceItsLeaseWouldHaveAnotherName(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("latin1.ini");
    Files.write(file, new byte[] {'[', 's', ']', '\n', 'k', '=', (byte) 0xfc});

    assertThatThrownBy(() -> IniFile.read(file))
        .isInstanceOf(SettingException.class)
        .hasMessageEndingWith("must be a text file in UTF-8");
  }
}
