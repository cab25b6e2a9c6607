package io.beatcop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.settings.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code beatcop run}, as far as nothing is run. */
class RunCommandTest {

  @TempDir private Path folder;

  @Test
  void aDryRunShowsEachSettingWithWhereItComesFrom() throws Exception {
    Path file = folder.resolve("b.ini");
    Files.writeString(
        file,
        """
        [redis]
        host = redis.internal
        password = geheim
        [beatcop]
        restart = on-failure
        """);

    Beatcop beatcop =
        Beatcop.run(
            Map.of("BEATCOP_TTL", "30s", "BEATCOP_USER", "app"),
            "run",
            "--config",
            file.toString(),
            "--node=a",
            "--http=:9090",
            "--dry-run",
            "celery",
            "-A",
            "my app");

    assertThat(beatcop.out().replace(file.toString(), "b.ini"))
        .isEqualToIgnoringNewLines(
            """
            redis          redis://app:***@redis.internal:6379/0  b.ini:2
            user           app                                    BEATCOP_USER
            password       ***                                    b.ini:3
            timeout        5s                                     a sixth of the ttl
            lease          beatcop:celery -A my app               from the command
            node           a                                      command line
            ttl            30s                                    BEATCOP_TTL
            trust-absence  no                                     default
            command        celery -A 'my app'                     command line
            stop-grace     7500ms                                 a quarter of the ttl
            restart        on-failure                             b.ini:5
            on-lost        wait                                   default
            http           127.0.0.1:9090                         command line
            log-format     plain                                  default
            log-level      info                                   default
            """);
    assertThat(beatcop.code()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "REDIS",
        "TIMEOUT",
        "TTL",
        "TRUST_ABSENCE",
        "STOP_GRACE",
        "RESTART",
        "ON_LOST",
        "LOG_FORMAT",
        "LOG_LEVEL"
      })
  void theDefaultThatTheHelpTellsIsInForce(Setting setting) {
    String name = setting == Setting.REDIS ? "redis" : setting.key();

    assertThat(Beatcop.run(Map.of(), "run", "--dry-run", "x").out())
        .containsPattern("(?m)^" + name + " .* " + Pattern.quote(setting.byDefault()) + "( |$)");
  }

  @Test
  void aPasswordIsNeverShown() throws Exception {
    Path password = folder.resolve("password");
    Files.writeString(password, "geheim\n");

    List<Beatcop> runs =
        List.of(
            Beatcop.run(Map.of("BEATCOP_PASSWORD", "geheim"), "run", "--dry-run", "x"),
            Beatcop.run(Map.of("BEATCOP_REDIS", "redis://:geheim@h"), "run", "--dry-run", "x"),
            Beatcop.run(Map.of("BEATCOP_REDIS", "redis://:geheim@h:x"), "run", "--dry-run", "x"),
            Beatcop.run(Map.of(), "run", "--password-command=geheim", "--dry-run", "x"),
            Beatcop.run(Map.of(), "run", "--password-file=" + password, "--dry-run", "x"));

    assertThat(runs.toString()).contains("***").doesNotContain("geheim");
  }

  @Test
  void theCommandsOwnOptionsAreItsOwn() {
    Beatcop beatcop =
        Beatcop.run(Map.of(), "run", "--dry-run", "x", "--ttl", "1s", "--", "--help", "@file");

    assertThat(beatcop.out())
        .containsPattern(
            "command +x --ttl 1s -- --help '@file'|command +x --ttl 1s -- --help @file")
        .containsPattern("ttl +10s +default");
  }

  @Test
  void twoDashesEndOurOptionsOnce() {
    Beatcop beatcop = Beatcop.run(Map.of(), "run", "--dry-run", "--", "x", "--", "y");

    assertThat(beatcop.out()).containsPattern("command +x -- y +command line");
  }

  @Test
  void aShellGetsTheLineAsItIs() {
    Beatcop beatcop = Beatcop.run(Map.of(), "run", "--dry-run", "--shell", "a && b > c");

    assertThat(beatcop.out())
        .containsPattern("lease +beatcop:a && b > c +from the command")
        .containsPattern("command +/bin/sh -c 'a && b > c' +command line");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run|64|beatcop: Missing COMMAND",
        "run --frob x|64|beatcop: Unknown option: '--frob'",
        "run --shell a b|64|beatcop: With --shell the command must be one argument",
        "run --ttl 10 x|78|beatcop: --ttl = 10: must be a whole number and its unit",
        "run --ttl 10ms x|78|beatcop: --ttl = 10ms: must be from 100ms to 1d",
        "run --timeout 9s x|78|beatcop: --timeout = 9s: must be from 1ms to a quarter of the ttl",
        "run --redis nix x|78|beatcop: --redis = nix: must",
        "run --restart maybe x|78|beatcop: --restart = maybe: must be one of never, on-failure,"
            + " always",
        "run --on-lost cry x|78|beatcop: --on-lost = cry: must be one of wait, exit",
        "run --http nix:nix x|78|beatcop: --http = nix:nix: must be [host:]port",
        "run --log-format xml x|78|beatcop: --log-format = xml: must be one of plain, json",
        "run --log-level loud x|78|beatcop: --log-level = loud: must be one of error, warn, info",
        "run --password-file /no/such x|78|beatcop: --password-file = /no/such: must be a file",
        "run --config /no/such x|78|beatcop: file = /no/such: there is no such file",
        "run --node a\tb x|78|beatcop: --node = 'a\\tb': must be 1 to 255 characters"
      })
  void aMistakeIsOneSentence(String arguments, int code, String sentence) {
    Beatcop beatcop = Beatcop.run(Map.of(), arguments.split(" "));

    assertThat(beatcop.err().lines().findFirst().orElse("")).startsWith(sentence);
    assertThat(beatcop.code()).isEqualTo(code);
    assertThat(beatcop.out()).isEmpty();
  }

  @Test
  void theHelpTeaches() {
    Beatcop beatcop = Beatcop.run(Map.of(), "run", "--help");

    assertThat(beatcop.out())
        .contains("Usage: beatcop run [OPTIONS] [--] COMMAND [ARGUMENTS...]")
        .contains("--stop-grace=TIME")
        .contains("Exit codes:")
        .contains("Examples:");
    assertThat(beatcop.code()).isZero();
  }

  @Test
  void slotsAreShownAndChecked() {
    Beatcop three = Beatcop.run(Map.of(), "run", "--slots", "3", "--dry-run", "--", "true");
    Beatcop none = Beatcop.run(Map.of(), "run", "--slots", "0", "--dry-run", "--", "true");
    Beatcop quorum =
        Beatcop.run(
            Map.of("BEATCOP_SLOTS", "2"),
            "run",
            "--redis",
            "redis+quorum://a,b,c",
            "--dry-run",
            "--",
            "true");

    assertThat(three.out()).containsPattern("slots +3 +command line");
    assertThat(none.code()).isEqualTo(78);
    assertThat(none.err())
        .isEqualTo("beatcop: --slots = 0: must be a whole number from 1 to 1024\n");
    assertThat(quorum.code()).isEqualTo(78);
    assertThat(quorum.err())
        .startsWith("beatcop: BEATCOP_SLOTS = 2: can't be kept by a quorum")
        .hasLineCount(1);
  }
}
