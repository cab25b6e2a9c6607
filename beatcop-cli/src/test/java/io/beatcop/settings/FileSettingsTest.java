package io.beatcop.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file's unknown keys are told. */
class FileSettingsTest {

  private static FileSettings read(String text) {
    return FileSettings.of(new IniReader("b.ini").read(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[redis]\\npasswrd = x|b.ini:2: passwrd is not a key of [redis], ignored; did you mean password?",
        "[beatcop]\\nstopgrace = x|b.ini:2: stopgrace is not a key of [beatcop], ignored; did you mean stop-grace?",
        "[beatcop]\\nport = x|b.ini:2: port is not a key of [beatcop], ignored; it belongs into [redis]",
        "[beatcop]\\nfrobnicate = x|b.ini:2: frobnicate is not a key of [beatcop], ignored"
      })
  void anUnknownKeyIsIgnoredWithAWord(String text, String warning) {
    assertThat(read(text.replace("\\n", "\n")).warnings()).containsExactly(warning);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[beatcop]\ndir = /opt\ncommand = %(dir)s/run",
        "[DEFAULT]\nanything = x\n[beatcop]\nnode = n",
        "[program:web]\nautostart = true",
        "[redis]\nhost = h\nport = 1\ndatabase = 0\npassword = p",
        "[beatcop]\ntimeout = 5000\nlockname = l\ncommand = c\nshell = no"
      })
  void whatIsMeantToBeThereGetsNoWord(String text) {
    assertThat(read(text).warnings()).isEmpty();
  }
}
