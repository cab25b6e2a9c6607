package io.beatcop.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that the documents name are in the source. */
class NamedTestsTest {

  /** A test of ours in code font, perhaps with its method. */
  private static final Pattern IN_CODE_FONT =
      Pattern.compile("(?<!own )`(\\w+[a-z](?:Test|IT|Contract)(?:#\\w+)?)`");

  /** The tests that a command of Maven runs; an asterisk stands for any letters. */
  private static final Pattern IN_A_COMMAND = Pattern.compile("-D(?:it\\.)?test='?([\\w*#,]+)");

  private static final Pattern METHOD = Pattern.compile("void (\\w+)\\(");

  private final Set<String> classes = new TreeSet<>();
  private final Set<String> methods = new TreeSet<>();

  NamedTestsTest() throws IOException {
    for (Path file : Repository.sources(".java")) {
      classes.add(file.getFileName().toString().replace(".java", ""));
      METHOD
          .matcher(Files.readString(file))
          .results()
          .forEach(method -> methods.add(method.group(1)));
    }
  }

  @Test
  void eachIsThere() throws IOException {
    List<String> named = new ArrayList<>();
    for (Path document : Repository.documents()) {
      String text = Files.readString(document);
      String name = document.getFileName() + " ";
      IN_CODE_FONT.matcher(text).results().forEach(test -> named.add(name + test.group(1)));
      IN_A_COMMAND
          .matcher(text)
          .results()
          .flatMap(tests -> Stream.of(tests.group(1).split(",", -1)))
          .filter(test -> !test.equalsIgnoreCase("none"))
          .forEach(test -> named.add(name + test));
    }

    assertThat(named).hasSizeGreaterThan(200);
    assertThat(named).allMatch(this::isThere);
  }

  /**
   * Whether there is such a class, and such a method anywhere, since it may be an inherited one.
   */
  private boolean isThere(String named) {
    String[] test = named.substring(named.indexOf(' ') + 1).split("#", -1);
    return isIn(classes, test[0]) && (test.length == 1 || isIn(methods, test[1]));
  }

  private static boolean isIn(Set<String> names, String glob) {
    Pattern pattern =
        Pattern.compile(
            Stream.of(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    return names.stream().anyMatch(name -> pattern.matcher(name).matches());
  }
}
