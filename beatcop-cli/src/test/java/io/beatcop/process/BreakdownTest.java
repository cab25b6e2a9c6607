package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** C-a: an error that nobody has dealt with ends in an exit code and a sentence. */
class BreakdownTest {

  @Test
  void aThreadThatCanNotBeMadeIsTheSystems() {
    Breakdown breakdown =
        Breakdown.of(
            new IllegalStateException(
                new OutOfMemoryError(
                    "unable to create native thread: possibly out of memory or process/resource"
                        + " limits reached")));

    assertThat(breakdown.exitCode()).isEqualTo(71);
    assertThat(breakdown.sentence()).startsWith("a thread can't be made: raise the limit");
  }

  @Test
  void tooLittleMemoryIsTheSystemsToo() {
    Breakdown breakdown = Breakdown.of(new OutOfMemoryError("Java heap space"));

    assertThat(breakdown.exitCode()).isEqualTo(71);
    assertThat(breakdown.sentence()).contains("BEATCOP_JAVA_OPTS=-Xmx64m");
  }

  @Test
  void allElseIsABugWithItsPlace() {
    Breakdown breakdown = Breakdown.of(new IllegalStateException("odd"));

    assertThat(breakdown.exitCode()).isEqualTo(70);
    assertThat(breakdown.sentence())
        .contains("java.lang.IllegalStateException: odd at io.beatcop.process.BreakdownTest");
  }
}
