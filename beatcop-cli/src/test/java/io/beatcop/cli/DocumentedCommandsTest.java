package io.beatcop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The lines in the documents that begin with {@code beatcop} are those that it takes. */
class DocumentedCommandsTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern LINE = Pattern.compile("(?m)^ *(?:\\$ )?(beatcop [^\\[\\n]*)$");

  /** A comment, a description, or what a shell does with the output. */
  private static final Pattern REST = Pattern.compile("( {2,}| #| \\|| >).*");

  private static final Pattern WORD = Pattern.compile("'[^']*'|\\S+");

  static List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> folder = Files.list(ROOT.resolve("docs"))) {
      Stream<Path> others =
          Stream.of("README.md", "examples/celery-beat/README.md").map(ROOT::resolve);
      for (Path document : Stream.concat(folder, others).toList()) {
        LINE.matcher(Files.readString(document))
            .results()
            .map(line -> REST.matcher(line.group(1)).replaceFirst(""))
            .forEach(lines::add);
      }
    }
    return lines;
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    WORD.matcher(line).results().skip(1).forEach(word -> words.add(word.group().replace("'", "")));
    return words;
  }

  @ParameterizedTest
  @MethodSource("lines")
  void eachIsTaken(String line) {
    List<String> words = words(line);
    switch (words.get(0)) {
      case "/etc/beatcop.ini" -> words.set(0, "src/test/resources/docs/beatcop.ini");
      case "run", "generate-completion" -> {}
      default -> words.add("--help");
    }
    if (words.get(0).equals("run") || words.get(0).endsWith(".ini")) {
      words.remove("--dry-run");
      words.add(1, "--dry-run");
    }

    Beatcop beatcop = Beatcop.run(Map.of(), words.toArray(String[]::new));

    assertThat(beatcop.err()).isEmpty();
    assertThat(beatcop.code()).isZero();
  }
}
