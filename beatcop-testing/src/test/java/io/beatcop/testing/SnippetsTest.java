package io.beatcop.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Code and configuration in the documents stand, line by line, in a file that a test runs or reads.
 * A comment before a block names the file: {@code <!-- from examples/… -->}.
 */
class SnippetsTest {

  private static final Path ROOT = Path.of("..");

  /** Pictures, output, and commands that the reader types have no file. */
  private static final Set<String> KINDS_WITHOUT_A_FILE = Set.of("text", "sh");

  private static final Set<String> KINDS_WITH_A_FILE =
      Set.of("java", "xml", "properties", "ini", "yaml");

  /** Where the files of tests are. */
  private static final Pattern TESTED =
      Pattern.compile("examples/.*|.*/src/test/.*|beatcop-testing/.*");

  private static final Pattern SOURCE = Pattern.compile("<!-- from (\\S+) -->");

  private record Snippet(String document, int line, String kind, String before, List<String> text) {

    Optional<String> source() {
      Matcher comment = SOURCE.matcher(before);
      return comment.matches() ? Optional.of(comment.group(1)) : Optional.empty();
    }

    @Override
    public String toString() {
      return document + ":" + line;
    }
  }

  static List<Snippet> snippets() throws IOException {
    List<Snippet> snippets = new ArrayList<>(snippetsOf(ROOT.resolve("README.md")));
    try (Stream<Path> documents = Files.list(ROOT.resolve("docs"))) {
      for (Path document : documents.filter(file -> file.toString().endsWith(".md")).toList()) {
        snippets.addAll(snippetsOf(document));
      }
    }
    return snippets;
  }

  static List<Snippet> snippetsWithAFile() throws IOException {
    return snippets().stream()
        .filter(snippet -> KINDS_WITH_A_FILE.contains(snippet.kind()))
        .toList();
  }

  @Test
  void eachBlockSaysOfWhatKindItIs() throws IOException {
    assertThat(snippets())
        .allMatch(
            snippet ->
                KINDS_WITH_A_FILE.contains(snippet.kind())
                    || KINDS_WITHOUT_A_FILE.contains(snippet.kind()));
  }

  @ParameterizedTest
  @MethodSource("snippetsWithAFile")
  void eachStandsInTheFileThatItNames(Snippet snippet) throws IOException {
    assertThat(snippet.source())
        .as("the comment before the block")
        .get()
        .asString()
        .matches(TESTED);

    Path file = ROOT.resolve(snippet.source().orElseThrow());

    assertThat(asOne(Files.readAllLines(file))).contains(asOne(snippet.text()));
  }

  /** Indentation depends on where a line stands. */
  private static String asOne(List<String> lines) {
    StringBuilder all = new StringBuilder("\n");
    lines.forEach(line -> all.append(line.strip()).append('\n'));
    return all.toString();
  }

  private static List<Snippet> snippetsOf(Path document) throws IOException {
    List<Snippet> snippets = new ArrayList<>();
    List<String> lines = Files.readAllLines(document);
    for (int begin = 0; begin < lines.size(); begin++) {
      String fence = lines.get(begin).strip();
      if (fence.startsWith("```")) {
        int end = begin + 1;
        while (!lines.get(end).strip().equals("```")) {
          end++;
        }
        snippets.add(
            new Snippet(
                document.getFileName().toString(),
                begin + 1,
                fence.substring(3),
                lines.get(begin - 1).strip(),
                lines.subList(begin + 1, end)));
        begin = end;
      }
    }
    return snippets;
  }
}
