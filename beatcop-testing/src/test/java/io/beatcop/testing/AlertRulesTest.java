package io.beatcop.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The alert rules and the board of examples/grafana: they name only metrics that there are, and
 * each rule alerts on the scrape that was recorded in the fault that it is for. Prometheus' own
 * promtool (Debian: {@code prometheus}) evaluates the rules; without it those tests are skipped.
 */
class AlertRulesTest {

  private static final Path FOLDER = Path.of("../examples/grafana");
  private static final Path RULES = FOLDER.resolve("beatcop-alerts.yml");
  private static final Path BOARD = FOLDER.resolve("beatcop-dashboard.json");

  @TempDir private Path folder;

  private static Set<String> metrics(Path file) throws IOException {
    return Pattern.compile("beatcop_[a-z_]+")
        .matcher(Files.readString(file))
        .results()
        .map(name -> name.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> known() {
    return MeterTable.all().stream()
        .flatMap(
            meter ->
                meter.type().equals("timer")
                    ? Stream.of(meter.prometheus() + "_sum", meter.prometheus() + "_count")
                    : Stream.of(meter.prometheus()))
        .collect(Collectors.toSet());
  }

  @Test
  void theRulesNameOnlyMetricsThatThereAre() throws IOException {
    assertThat(metrics(RULES)).isNotEmpty().isSubsetOf(known());
  }

  @Test
  void theBoardNamesOnlyMetricsThatThereAre() throws IOException {
    assertThat(metrics(BOARD)).isNotEmpty().isSubsetOf(known());
  }

  @Test
  void eachRuleHasATestBelow() throws Exception {
    List<String> tested =
        Stream.of(
                AlertRulesTest.class
                    .getDeclaredMethod("aRuleAlertsOnTheFaultItIsFor", String.class, String.class)
                    .getAnnotation(CsvSource.class)
                    .value())
            .map(row -> row.substring(0, row.indexOf(',')))
            .toList();

    assertThat(tested).containsExactlyInAnyOrderElementsOf(alerts());
  }

  private static List<String> alerts() throws IOException {
    return Pattern.compile("alert: (\\w+)")
        .matcher(Files.readString(RULES))
        .results()
        .map(name -> name.group(1))
        .toList();
  }

  @Slow
  @ParameterizedTest
  @CsvSource({
    "BeatCopNobodyHolds, paused",
    "BeatCopOverdue, paused",
    "BeatCopMustRestart, command-ended",
    "BeatCopLost, redis-away",
    "BeatCopLate, redis-away",
    "BeatCopUnsure, redis-away",
    "BeatCopCommandEnds, command-ends"
  })
  void aRuleAlertsOnTheFaultItIsFor(String alert, String fault) throws Exception {
    assumeTrue(isThere(), "promtool is not installed");

    assertThat(isQuiet(fault, alert)).isFalse();
  }

  @Slow
  @ParameterizedTest
  @CsvSource({"healthy", "command-healthy"})
  void noRuleAlertsWhileAllIsWell(String scrape) throws Exception {
    assumeTrue(isThere(), "promtool is not installed");

    for (String alert : alerts()) {
      assertThat(isQuiet(scrape, alert)).as(alert).isTrue();
    }
  }

  private static boolean isThere() throws InterruptedException {
    try {
      return new ProcessBuilder("promtool", "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether an alert does not fire while this is scraped, which began five minutes ago. */
  private boolean isQuiet(String fault, String alert) throws Exception {
    Path test = folder.resolve(alert + ".yml");
    Files.writeString(
        test,
        "rule_files: ['"
            + RULES.toAbsolutePath().normalize()
            + "']\n"
            + "evaluation_interval: 30s\n"
            + "tests:\n"
            + "  - interval: 30s\n"
            + "    input_series:\n"
            + series(fault)
            + "    alert_rule_test:\n"
            + "      - eval_time: 15m\n"
            + "        alertname: "
            + alert
            + "\n");
    Process promtool =
        new ProcessBuilder("promtool", "test", "rules", test.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    boolean passed = promtool.waitFor() == 0;
    assertThat(passed || said.contains("got:")).as(said).isTrue();
    return passed;
  }

  /** Ten minutes of what was scraped while all was well, then what was scraped in the fault. */
  private static String series(String fault) throws IOException {
    List<String> well =
        samples(fault.startsWith("command") ? "command-healthy" : "healthy").toList();
    return samples(fault)
        .map(
            sample -> {
              int end = sample.lastIndexOf(' ');
              String name = sample.substring(0, end);
              String before =
                  well.stream()
                      .filter(line -> line.startsWith(name + " "))
                      .map(line -> line.substring(end + 1))
                      .findFirst()
                      .orElse("0");
              return "      - series: '"
                  + name
                  + "'\n        values: '"
                  + before
                  + "x20 "
                  + sample.substring(end + 1)
                  + "x20'\n";
            })
        .collect(Collectors.joining());
  }

  private static Stream<String> samples(String scrape) throws IOException {
    return Files.readAllLines(FOLDER.resolve("scrapes").resolve(scrape + ".txt")).stream()
        .filter(line -> !line.startsWith("#") && !line.contains("NaN"));
  }
}
