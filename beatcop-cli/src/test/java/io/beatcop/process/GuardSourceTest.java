package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The guards that are shipped are those that were built from the sources that are there. */
class GuardSourceTest {

  private static final Path SOURCES = Path.of("src/main/guard");

  private static List<String> recorded() throws IOException {
    return Files.readAllLines(SOURCES.resolve("SHA256SUMS"));
  }

  private static String sum(Path file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void noFileHasChangedSinceTheBuild() throws IOException {
    assertThat(recorded())
        .as("run src/main/guard/build, and commit what it makes")
        .allSatisfy(
            line -> {
              String[] words = line.split("  ", 2);
              assertThat(sum(SOURCES.resolve(words[1]))).as(words[1]).isEqualTo(words[0]);
            });
  }

  @Test
  void noSourceHasBeenAddedSinceTheBuild() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> name.matches(".*\\.[ch]"))
          .isSubsetOf(recorded().stream().map(line -> line.replaceFirst(".*/", "")).toList());
    }
  }
}
