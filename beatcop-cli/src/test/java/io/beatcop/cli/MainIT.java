package io.beatcop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S-e: no user sees a stack trace. */
class MainIT {

  @TempDir private Path folder;

  /** The JVM can't spell the letter in the C locale, nor can this test's own: a shell does. */
  private Beatcop inTheCLocale(String words) throws Exception {
    Path script =
        Files.writeString(
            folder.resolve("run"),
            "#!/bin/sh\nu=$(printf '/no/such/\\303\\244')\nexec '"
                + BeatcopProcess.program()
                + "' "
                + words
                + "\n");
    return BeatcopProcess.run(Map.of("LC_ALL", "C"), List.of("/bin/sh", script.toString()));
  }

  @Test
  void aPathThatTheLocaleCantSpellIsASentence() throws Exception {
    for (String words :
        new String[] {
          "\"$u.ini\"",
          "run --config \"$u\" x",
          "status --lease x --config \"$u\"",
          "run --password-file \"$u\" --dry-run x",
          "run --redis \"unix://$u\" --dry-run x",
          "run --redis rediss://h --ca \"$u\" --dry-run x"
        }) {
      Beatcop beatcop = inTheCLocale(words);

      assertThat(beatcop.err())
          .as(words)
          .startsWith("beatcop: ")
          .doesNotContain("\tat ")
          .doesNotContain("Exception")
          .hasLineCount(1);
      assertThat(beatcop.code()).as(words).isEqualTo(78);
    }
  }

  @Test
  void aBugIsASentenceAndItsTraceIsAskedFor() {
    Exception bug = new IllegalStateException("a\nb");

    assertThat(Bug.sentence(bug, Map.of()))
        .isEqualTo(
            "beatcop: a bug of BeatCop, please report it: java.lang.IllegalStateException: a\\nb;"
                + " BEATCOP_LOG_LEVEL=debug shows where");
    assertThat(Bug.sentence(bug, Map.of("BEATCOP_LOG_LEVEL", "debug"))).contains("\tat ");
  }
}
