package io.beatcop.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.settings.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken apart without picocli. */
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

  @ParameterizedTest
  @CsvSource({"--trust-absence, true", "--no-trust-absence, false"})
  void aFlagIsPlain(String flag, String value) {
    assertThat(parse("run " + flag + " x"))
        .contains(
            new Invocation(
                false,
                Map.of(Setting.TRUST_ABSENCE, value),
                Optional.empty(),
                false,
                List.of("x")));
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
        "run --no-ttl x",
        "run --trust-absence --no-trust-absence x",
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
}
