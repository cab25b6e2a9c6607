package io.beatcop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.cli.run.QuickParse;
import io.beatcop.settings.Setting;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** That what is taken apart without picocli means the same to picocli. */
class PlainCommandLineTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run --node n --dry-run x",
        "run --dry-run --node=n -- x -- y",
        "run --dry-run --node n --ttl 5s --stop-grace 1s --restart always x --dry-run",
        "run --dry-run --node n --shell x",
        "run --dry-run --node n --no-shell x y",
        "run --dry-run --node n --user u --redis redis://:p@h:7/2 x",
        "run --dry-run --node n --health-cmd h --health-interval 3s --http 1 x"
      })
  void whatIsPlainMeansTheSameToPicocli(String arguments) {
    StringWriter quick = new StringWriter();

    QuickParse.of(List.of(arguments.split(" ")))
        .orElseThrow()
        .run(Map.of(), new PrintWriter(quick));

    assertThat(Beatcop.run(Map.of(), arguments.split(" ")).out()).isEqualTo(quick.toString());
  }

  @Test
  void everySettingThatIsAnOptionIsOneOfRun() {
    List<String> options =
        Stream.of(Setting.values())
            .map(Setting::option)
            .filter(option -> Setting.ofOption(option).isPresent())
            .toList();

    Map<String, CommandLine> commands = BeatCopCommand.commandLine(Map.of()).getSubcommands();

    assertThat(Objects.requireNonNull(commands.get("run")).getCommandSpec().optionsMap().keySet())
        .containsAll(options);
  }
}
