package io.beatcop.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A reader finds each label of the source, such as L7 or L-a, in a table of the documents. */
class RulesTest {

  private static final Pattern LABEL = Pattern.compile("\\b[CFLMPQS](?:\\d{1,2}|-[a-z])\\b");

  /** The first cell of a row that explains a label, or all from one to another. */
  private static final Pattern ROW =
      Pattern.compile("^\\| ([A-Z](?:\\d+|-[a-z]))(?: to [A-Z](\\d+))? \\|", Pattern.MULTILINE);

  @Test
  void eachLabelOfTheSourceIsExplained() throws IOException {
    Set<String> explained = new TreeSet<>();
    for (String document : List.of("docs/rules.md", "docs/proof.md")) {
      ROW.matcher(Files.readString(Repository.ROOT.resolve(document)))
          .results()
          .forEach(row -> explained.addAll(labels(row)));
    }

    Map<String, Path> used = new TreeMap<>();
    for (Path file : Repository.sources(".java", ".lua", ".c", ".h")) {
      LABEL
          .matcher(Files.readString(file))
          .results()
          .forEach(label -> used.putIfAbsent(label.group(), file.getFileName()));
    }

    assertThat(used).hasSizeGreaterThan(70);
    used.keySet().removeAll(explained);
    assertThat(used).isEmpty();
  }

  private static List<String> labels(MatchResult row) {
    if (row.group(2) == null) {
      return List.of(row.group(1));
    }
    String letter = row.group(1).substring(0, 1);
    int first = Integer.parseInt(row.group(1).substring(1));
    return IntStream.rangeClosed(first, Integer.parseInt(row.group(2)))
        .mapToObj(number -> letter + number)
        .toList();
  }
}
