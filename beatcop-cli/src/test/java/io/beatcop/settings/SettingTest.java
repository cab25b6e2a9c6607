package io.beatcop.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The settings say of themselves what the table in docs/cli.md says of them. */
class SettingTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "cli.md");

  /** What the table has besides: it says where settings are, or what to do with them. */
  private static final List<String> NO_SETTINGS = List.of("--config FILE", "--dry-run");

  private record Row(String option, String variable, String key, String byDefault) {

    static Row of(String line) {
      String[] cells = line.replace("`", "").split("\\|", -1);
      return new Row(cells[1].strip(), cells[2].strip(), cells[3].strip(), cells[4].strip());
    }

    static Row of(Setting setting) {
      String name = setting.isFlag() ? setting.option().replace("--", "--[no-]") : setting.option();
      return new Row(
          setting.isOption() ? (name + " " + setting.label()).strip() : "",
          setting.isOnlyInFile() ? "" : setting.variable(),
          "[" + setting.section() + "] " + setting.key(),
          setting.byDefault());
    }
  }

  /** Those of the file of BeatCop 1.0 have a table of their own. */
  private static List<Row> settings() {
    return Stream.of(Setting.values())
        .filter(setting -> setting == Setting.COMMAND || !setting.isOnlyInFile())
        .map(Row::of)
        .toList();
  }

  private static List<Row> documented() throws IOException {
    String document = Files.readString(DOCUMENT);
    return document
        .substring(document.indexOf("| option | environment |"))
        .lines()
        .takeWhile(line -> line.startsWith("|"))
        .skip(2)
        .map(Row::of)
        .filter(row -> !NO_SETTINGS.contains(row.option()))
        .toList();
  }

  /** A default that goes without saying is told in the document all the same. */
  @Test
  void theDocumentHasThemAllAsTheyAreSpelled() throws IOException {
    List<Row> documented = documented();
    List<Row> settings = settings();

    assertThat(documented)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("byDefault")
        .containsExactlyElementsOf(settings);
    assertThat(settings)
        .allSatisfy(
            setting ->
                assertThat(documented.get(settings.indexOf(setting)).byDefault())
                    .as(setting.key())
                    .startsWith(setting.byDefault()));
  }

  @Test
  void eachOptionTellsItsDefault() {
    assertThat(Setting.values())
        .filteredOn(Setting::isOption)
        .allSatisfy(
            setting ->
                assertThat(setting.help())
                    .endsWith(".")
                    .contains(setting.byDefault())
                    .doesNotContain("%"));
  }
}
