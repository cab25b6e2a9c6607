package io.beatcop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.settings.Setting;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is taken apart without picocli, and that it means the same to picocli. */
class QuickParseTest {

  private static Optional<Invocation> parse(String arguments) {
    return QuickParse.of(List.of(arguments.split(" ")));
  }

  @Test
  void theCommandLineOfAServiceIsPlain() {
    assertThat(parse("run --redis=redis://h --ttl 5s --no-shell -- celery -A app --ttl 1s"))
        .contains(
            new Invocation(
                false,
                Map.of(Setting.REDIS, "redis://h", Setting.TTL, "5s", Setting.SHELL, "false"),
                Optional.empty(),
                false,
                List.of("celery", "-A", "app", "--ttl", "1s")));
  }

  @Test
  void aFileIsPlainWithOptionsAroundIt() {
    assertThat(parse("/etc/beatcop.ini --http :9090 --dry-run"))
        .contains(
            new Invocation(
                true,
                Map.of(Setting.HTTP, ":9090"),
                Optional.of(Path.of("/etc/beatcop.ini")),
                true,
                List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run --help",
        "run -h x",
        "run --frob x",
        "run --ttl",
        "run --ttl= x",
        "run --ttl --node x",
        "run --ttl 1s --ttl 2s x",
        "run --shell=yes x",
        "run --password p x",
        "run --command c x",
        "run --config a --config b x",
        "status --lease x",
        "--help",
        "--version",
        "statsu",
        "a.ini b.ini",
        "a.ini --config b.ini",
        "a.ini --"
      })
  void whatIsNotPlainIsLeftToPicocli(String arguments) {
    assertThat(parse(arguments)).isEmpty();
  }

  @Test
  void theCommandMayStandInTheFile() {
    assertThat(parse("run --config b.ini"))
        .contains(new Invocation(false, Map.of(), Optional.of(Path.of("b.ini")), false, List.of()));
  }

  @Test
  void nothingIsLeftToPicocli() {
    assertThat(QuickParse.of(List.of())).isEmpty();
  }

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

    parse(arguments).orElseThrow().run(Map.of(), new PrintWriter(quick));

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
