package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Operators look for a line of the log in docs/operations.md, and find it. */
class LogLinesAreDocumentedTest {

  private static final Pattern CALL =
      Pattern.compile(
          "log\\.(?:info|warn|error)\\(\\s*((?:\"(?:[^\"\\\\]|\\\\.)*\"\\s*\\+?\\s*)+)");
  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final int LEAST = 12;
  private static final int ENOUGH = 18;

  @Test
  void eachLineStandsInTheTable() throws IOException {
    String table = Files.readString(Path.of("../docs/operations.md"));
    List<String> missing = new ArrayList<>();
    List<String> lines = lines();

    for (String line : lines) {
      if (Stream.of(line.split("\\{}")).noneMatch(part -> isIn(part, table))) {
        missing.add(line);
      }
    }

    assertThat(lines).hasSizeGreaterThan(30);
    assertThat(missing).isEmpty();
  }

  /** The beginning of a part is enough: the table says the rest in the column beside it. */
  private static boolean isIn(String part, String table) {
    String words = part.startsWith(": ") ? part.substring(2).strip() : part.strip();
    return words.length() >= LEAST
        && table.contains(words.substring(0, Math.min(ENOUGH, words.length())));
  }

  private static List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      for (Path source : sources.filter(file -> file.toString().endsWith(".java")).toList()) {
        CALL.matcher(Files.readString(source))
            .results()
            .map(call -> text(call.group(1)))
            .forEach(lines::add);
      }
    }
    return lines;
  }

  private static String text(String literals) {
    return LITERAL
        .matcher(literals)
        .results()
        .map((MatchResult literal) -> literal.group(1))
        .reduce("", String::concat);
  }
}
