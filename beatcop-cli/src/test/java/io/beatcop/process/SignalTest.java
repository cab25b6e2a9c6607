package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** C-f: signals by the names that people know them by, all of them. */
class SignalTest {

  @ParameterizedTest
  @CsvSource({
    "1,SIGHUP",
    "6,SIGABRT",
    "9,SIGKILL",
    "11,SIGSEGV",
    "13,SIGPIPE",
    "15,SIGTERM",
    "24,SIGXCPU",
    "31,SIGSYS",
    "34,SIGRTMIN+0",
    "64,SIGRTMIN+30",
    "32,signal 32",
    "0,signal 0",
    "65,signal 65"
  })
  void aSignalHasItsName(int number, String name) {
    assertThat(new Signal(number)).hasToString(name);
  }

  @ParameterizedTest
  @CsvSource({"13,by signal SIGPIPE", "139,by signal SIGSEGV", "256,exit code 1", "0,exit code 0"})
  void anEndIsToldByIt(int waited, String text) {
    assertThat(new ExitStatus(waited)).hasToString(text);
  }
}
