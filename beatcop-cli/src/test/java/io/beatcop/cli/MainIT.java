package io.beatcop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.testing.Slow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** S-e: no user sees a stack trace. */
class MainIT {

  private static final String JAVA = System.getProperty("java.home") + "/bin/java";
  private static final String MAIN = "io.beatcop.cli.Main";

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

  @Slow
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
            "beatcop: a bug of BeatCop, please report it: java.lang.IllegalStateException: a\\nb at "
                + bug.getStackTrace()[0]
                + "; BEATCOP_LOG_LEVEL=debug shows its stack trace");
    assertThat(Bug.sentence(bug, Map.of("BEATCOP_LOG_LEVEL", "debug"))).contains("\tat ");
  }

  /**
   * Without a library each way of starting fails where nobody expects it to: a quick command,
   * picocli's, and what tells of the failure.
   */
  @ParameterizedTest
  @CsvSource({
    "picocli-, --help",
    "picocli-, run --no-such-option x",
    "slf4j-api-, status --lease x"
  })
  void aFailureThatNobodyExpectsIsASentenceAndItsTraceIsAskedFor(String library, String words)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(JAVA, "-cp", without(library), MAIN));
    command.addAll(List.of(words.split(" ")));

    Beatcop beatcop = BeatcopProcess.run(Map.of(), command);
    Beatcop asked = BeatcopProcess.run(Map.of("BEATCOP_LOG_LEVEL", "debug"), command);

    assertThat(beatcop.err())
        .startsWith("beatcop: a bug of BeatCop, please report it: java.lang.NoClassDefFoundError")
        .endsWith("; BEATCOP_LOG_LEVEL=debug shows its stack trace\n")
        .hasLineCount(1);
    assertThat(beatcop.code()).isEqualTo(70);
    assertThat(asked.err()).startsWith("beatcop: a bug of BeatCop").contains("\n\tat io.beatcop.");
    assertThat(asked.code()).isEqualTo(70);
  }

  /** The class path of the distribution, but for a library. */
  private static String without(String library) throws Exception {
    try (Stream<Path> jars =
        Files.list(BeatcopProcess.program().resolve("../../lib").normalize())) {
      return jars.map(Path::toString)
          .filter(jar -> jar.endsWith(".jar") && !jar.contains("/" + library))
          .collect(Collectors.joining(":"));
    }
  }
}
