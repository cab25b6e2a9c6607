package io.beatcop.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Code and configuration in the documents stand, line by line, in a file that a test compiles or
 * reads: below {@code src/test}, in the examples, or in this module. A block that none can have
 * says why in a comment before it, {@code <!-- untested: … -->}.
 */
class SnippetsTest {

  private static final Path ROOT = Path.of("..");
  private static final Set<String> LANGUAGES = Set.of("java", "properties", "ini", "yaml");

  private record Snippet(String document, int line, List<String> text) {}

  @Test
  void eachStandsInAFileThatATestUses() throws IOException {
    List<String> tested = new ArrayList<>();
    for (Path file : filesOfTests()) {
      tested.add(asOne(Files.readAllLines(file)));
    }

    List<Snippet> snippets = snippets();

    assertThat(snippets).hasSizeGreaterThan(8);
    assertThat(snippets)
        .filteredOn(
            snippet -> tested.stream().noneMatch(file -> file.contains(asOne(snippet.text()))))
        .isEmpty();
  }

  /** Indentation depends on where a line stands. */
  private static String asOne(List<String> lines) {
    StringBuilder all = new StringBuilder("\n");
    lines.forEach(line -> all.append(line.strip()).append('\n'));
    return all.toString();
  }

  private static List<Path> filesOfTests() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(java|properties|ini|yaml)"))
          .filter(file -> !file.toString().contains("/target/"))
          .filter(file -> file.toString().matches(".*/(src/test|examples|beatcop-testing)/.*"))
          .toList();
    }
  }

  private static List<Snippet> snippets() throws IOException {
    List<Snippet> snippets = new ArrayList<>();
    try (Stream<Path> documents = Files.list(ROOT.resolve("docs"))) {
      for (Path document :
          Stream.concat(documents, Stream.of(ROOT.resolve("README.md"))).toList()) {
        if (document.toString().endsWith(".md")) {
          snippets.addAll(snippetsOf(document));
        }
      }
    }
    return snippets;
  }

  private static List<Snippet> snippetsOf(Path document) throws IOException {
    List<Snippet> snippets = new ArrayList<>();
    List<String> lines = Files.readAllLines(document);
    for (int i = 0; i < lines.size(); i++) {
      String fence = lines.get(i).strip();
      if (fence.startsWith("```") && LANGUAGES.contains(fence.substring(3))) {
        boolean isUntested = i > 0 && lines.get(i - 1).strip().startsWith("<!-- untested: ");
        int end = i + 1;
        while (!lines.get(end).strip().equals("```")) {
          end++;
        }
        if (!isUntested) {
          snippets.add(new Snippet(document.toString(), i + 1, lines.subList(i + 1, end)));
        }
        i = end;
      }
    }
    return snippets;
  }
}
