package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** C-k: the costs of nodes are compared at one ttl, in one run. */
class CliFootprintTest {

  private static final Path TOOL = Path.of("..", "benchmarks", "cli-footprint");
  private static final Path DOCUMENT = Path.of("..", "docs", "cli.md");

  /** The tool, with all that it measures, and no Redis: it is not asked for anything. */
  private static String told(String script) {
    assumeTrue(Commands.exists("python3"), "there is no python3");
    return Commands.run(
        "python3",
        "-c",
        """
        import pathlib, runpy, tempfile, types
        tool = runpy.run_path("%s")
        chosen = tool["parse"](["new", "redis-server", "--ttl", "7", "--beatcop1", "old"])
        folder = tempfile.TemporaryDirectory()
        redises = [types.SimpleNamespace(port=1), types.SimpleNamespace(port=2)]
        contenders = tool["contenders_of"](chosen, redises, folder.name)
        """
                .formatted(TOOL)
            + script);
  }

  @Test
  void theToolGivesAllTheSameTtl() {
    assertThat(
            told(
                """
                for contender in contenders:
                    print(contender.name, *contender.line("idle", ["sleep", "1"]))
                print(pathlib.Path(folder.name, "idle.ini").read_text())
                """))
        .contains("beatcop run new run ")
        .contains(" --ttl 7s ")
        .contains("BeatCop 1.0 old ")
        .contains("\ntimeout = 7000\n");
  }

  @Test
  void theToolsTableHasTheOneTtlInItsCorner() {
    assertThat(
            told(
                """
                costs = {c.name: dict.fromkeys((tool["START"],) + tool["MEASURES"], [1]) for c in contenders}
                print(tool["table"](chosen, contenders, costs))
                """))
        .startsWith("| ttl 7 s | `beatcop run` | `BeatCop 1.0` |\n| --- | --- | --- |\n");
  }

  @Test
  void eachRatioIsOfTheValuesOfOneRound() {
    assertThat(
            told(
                """
                costs = {"new": {"CPU": [1, 40]}, "old": {"CPU": [2, 20]}}
                print(tool["ratios"](costs, "new", "old"))
                """))
        .contains("1.25  (0.50 to 2.00)  CPU");
  }

  /** As the tool prints it, so that no column is of another run. */
  @Test
  void theDocumentHasOneTableWithTheOneTtlInItsCorner() throws IOException {
    String document = Files.readString(DOCUMENT);
    List<String> table =
        document
            .substring(document.indexOf("## What a node costs"))
            .lines()
            .filter(line -> line.startsWith("|"))
            .toList();

    assertThat(table.get(0)).matches("\\| ttl \\d+ s \\| `beatcop run` \\|( `BeatCop 1.0` \\|)?");
    assertThat(table.subList(1, table.size()))
        .as("one table")
        .hasSize(5)
        .noneMatch(line -> line.contains("ttl"))
        .allSatisfy(row -> assertThat(cells(row)).isEqualTo(cells(table.get(0))));
  }

  private static long cells(String row) {
    return row.chars().filter(c -> c == '|').count();
  }
}
