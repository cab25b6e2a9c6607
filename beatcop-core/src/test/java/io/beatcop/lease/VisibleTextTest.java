package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** S-f: a text of others can't forge a line, nor reach the terminal. */
class VisibleTextTest {

  @ParameterizedTest
  @CsvSource({
    "'\u001b[2J', '\\u001b[2J'",
    "'a\nb', 'a\\nb'",
    "'a\rb\tc', 'a\\rb\\tc'",
    "'\u0000\u007f\u0085\u009b', '\\u0000\\u007f\\u0085\\u009b'",
    "'a\u2028b\u2029c', 'a\\u2028b\\u2029c'",
    "'a\u202eb\u200bc\ufeff', 'a\\u202eb\\u200bc\\ufeff'",
    "'\ud83d', '\\ud83d'",
    "'\uffff', '\\uffff'",
    "'\udb40\udc41', '\\u{e0041}'",
  })
  void whatATerminalWouldObeyIsWrittenOut(String text, String shown) {
    assertThat(VisibleText.of(text)).isEqualTo(shown);
  }

  @Test
  void whatPeopleWriteStaysAsItIs() {
    assertThat(VisibleText.of("node-ä-日本-😀 \\n 'x'")).isEqualTo("node-ä-日本-😀 \\n 'x'");
  }

  @Test
  void aLongTextIsCutWithoutABrokenCharacter() {
    assertThat(VisibleText.of("x".repeat(6_000_000))).hasSize(1025).endsWith("x…");
    assertThat(VisibleText.of("aa😀bb", 3)).isEqualTo("aa😀…");
    assertThat(VisibleText.of("aaa", 3)).isEqualTo("aaa");
  }

  @Test
  void aSentenceAboutASettingIsOneLineAndBounded() {
    SettingException wrong =
        new SettingException("ttl", "1\n\u001b[31m" + "x".repeat(100_000), "must be\na ttl");

    assertThat(wrong.getMessage())
        .startsWith("ttl = 1\\n\\u001b[31mx")
        .endsWith(": must be\\na ttl")
        .hasSizeLessThan(400);
  }
}
