package io.beatcop.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code beatcop FILE}, as far as nothing is run. */
class IniCommandTest {

  private static final String REDIS = "[redis]\nhost = h\n";
  private static final String BEATCOP = "[beatcop]\ntimeout = 2000\nshell = no\n";

  @TempDir private Path folder;

  private Beatcop dryRun(String text, String... options) throws Exception {
    Path file = folder.resolve("b.ini");
    Files.writeString(file, text);
    String[] arguments = new String[options.length + 2];
    arguments[0] = file.toString();
    arguments[1] = "--dry-run";
    System.arraycopy(options, 0, arguments, 2, options.length);
    Beatcop beatcop = Beatcop.run(Map.of(), arguments);
    return new Beatcop(
        beatcop.code(),
        beatcop.out().replace(file.toString(), "b.ini"),
        beatcop.err().replace(file.toString(), "b.ini"));
  }

  /** C-e: a NUL, which no command and no variable can have, wherever it stands. */
  @ParameterizedTest
  @ValueSource(
      strings = {"command = tr\0ue", "command = true\nlease = a\0b", "command = true\nnode = \0"})
  void aNulIsRefusedWithItsLine(String lines) throws Exception {
    Beatcop beatcop = dryRun(REDIS + BEATCOP + lines + "\n");

    assertThat(beatcop.code()).isEqualTo(78);
    assertThat(beatcop.err())
        .matches(
            "beatcop: b\\.ini:[67]: line = \\w+…: must not have a NUL in it, which no program can be"
                + " given\n");
  }

  @Test
  void theFileInTheDocumentsIsReadAsTheySay() throws Exception {
    Beatcop beatcop = dryRun(Files.readString(Path.of("src/test/resources/docs/beatcop.ini")));

    assertThat(beatcop.err()).isEmpty();
    assertThat(beatcop.out())
        .contains("redis://redis.internal:6379/0")
        .contains("/srv/app/bin/beat --pidfile= --loglevel=info");
  }

  @Test
  void aFileOfBeatCop1IsReadAsItDid() throws Exception {
    Beatcop beatcop =
        dryRun(
            """
            # BeatCop example configuration file

            [redis]
            #host = /var/run/redis_sock
            host = localhost
            #startup_nodes = 192.168.67.140:7000
            #                192.168.67.140:7001

            [beatcop]
            timeout = 5000
            lockname = beatcop-celerybeat
            # Command to execute.
            command = ping localhost
            shell = no
            """,
            "--node=a");

    assertThat(beatcop.out())
        .isEqualToIgnoringNewLines(
            """
            redis          redis://localhost:6379/0  b.ini:5
            timeout        833ms                     a sixth of the ttl
            lease          beatcop-celerybeat        b.ini:11
            node           a                         command line
            ttl            5s                        b.ini:10
            trust-absence  no                        default
            command        ping localhost            b.ini:13
            stop-grace     1250ms                    a quarter of the ttl
            restart        never                     default
            on-lost        exit                      default
            http           off                       default
            log-format     plain                     default
            log-level      info                      default
            """);
    assertThat(beatcop.code()).isZero();
  }

  @Test
  void theLeaseIsTheCommandByteForByteUnlessItHasAName() throws Exception {
    Beatcop beatcop = dryRun(REDIS + BEATCOP + "lockname =\ncommand = a  'b  c' %%d\n");

    assertThat(beatcop.out())
        .containsPattern("lease +beatcop:a  'b  c' %d +from the command")
        .containsPattern("command +a 'b  c' %d +b.ini:7");
  }

  @Test
  void aCommandOfSeveralLinesIsShownOnOne() throws Exception {
    Beatcop beatcop = dryRun(REDIS + BEATCOP + "command = a\n  b\n");

    assertThat(beatcop.out())
        .containsPattern("lease +beatcop:a\\\\nb +from the command")
        .containsPattern("command +a b +b.ini:6");
  }

  @Test
  void newSettingsMayStandBesideTheOldOnes() throws Exception {
    Beatcop beatcop =
        dryRun(REDIS + BEATCOP + "command = c\nstop-grace = 300ms\nhttp = 0.0.0.0:80\n");

    assertThat(beatcop.out())
        .containsPattern("stop-grace +300ms +b.ini:7")
        .containsPattern("http +0.0.0.0:80 +b.ini:8");
  }

  @Test
  void anUnknownKeyIsAWarning() throws Exception {
    Beatcop beatcop = dryRun(REDIS + BEATCOP + "command = c\nlocknam = l\n");

    assertThat(beatcop.out())
        .endsWith(
            "warning: b.ini:7: locknam is not a key of [beatcop], ignored; did you mean"
                + " lockname?\n");
    assertThat(beatcop.code()).isZero();
  }

  static Stream<Arguments> aMistakeIsNamedWhereItStands() {
    return Stream.of(
        arguments(BEATCOP + "command = c", "b.ini: [redis] host = '': must be given, or startup"),
        arguments(REDIS + "[beatcop]\nshell = no\ncommand = c", "b.ini: [beatcop] timeout = '': "),
        arguments(REDIS + BEATCOP, "b.ini: [beatcop] command = '': must be given"),
        arguments(
            REDIS + "[beatcop]\ntimeout = 5s\nshell = no\ncommand = c",
            "b.ini:4: timeout = 5s: must be a whole number of milliseconds, such as 5000"),
        arguments(
            REDIS + "[beatcop]\ntimeout = 50\nshell = no\ncommand = c",
            "b.ini:4: timeout = 50ms: must be from 100ms to 1d"),
        arguments(
            REDIS + "[beatcop]\ntimeout = 2000\nshell = perhaps\ncommand = c",
            "b.ini:5: shell = perhaps: must be yes or no"),
        arguments(REDIS + BEATCOP + "command = 'c", "b.ini:6: command = 'c: must close the quote"),
        arguments(REDIS + BEATCOP + "command = ''", "b.ini:6: command = '': must be a program"),
        arguments(REDIS + "port = x\n" + BEATCOP + "command = c", "b.ini:3: port = x: must be a"),
        arguments(
            REDIS + BEATCOP + "command = c\nrestart = x",
            "b.ini:7: restart = x: must be one of never, on-failure, always"),
        arguments("host = h", "b.ini:1: line = host…: must be below a section"));
  }

  @ParameterizedTest
  @MethodSource
  void aMistakeIsNamedWhereItStands(String text, String sentence) throws Exception {
    Beatcop beatcop = dryRun(text);

    assertThat(beatcop.err()).startsWith("beatcop: " + sentence).hasLineCount(1);
    assertThat(beatcop.code()).isEqualTo(78);
  }

  @Test
  void twoFilesAreWrongUsage() {
    assertThat(Beatcop.run(Map.of(), "/a.ini", "/b.ini").code()).isEqualTo(64);
  }

  @Test
  void noFileIsWrongUsage() {
    assertThat(Beatcop.run(Map.of()).code()).isEqualTo(64);
  }

  @Test
  void aFileThatIsNotThereIsABadConfigurationAsWithBeatCop1() {
    Beatcop beatcop = Beatcop.run(Map.of(), "/no/such.ini");

    assertThat(beatcop.err()).isEqualTo("beatcop: file = /no/such.ini: there is no such file\n");
    assertThat(beatcop.code()).isEqualTo(78);
  }

  @Test
  void aMistypedCommandIsNoFile() {
    Beatcop beatcop = Beatcop.run(Map.of(), "statsu");

    assertThat(beatcop.err()).startsWith("beatcop: 'statsu' is neither a command nor a file\n");
    assertThat(beatcop.code()).isEqualTo(64);
  }

  /** C-i: a file that is new to BeatCop says no word of a shell. */
  @Test
  void aFileWithoutShellHasNone() throws Exception {
    Beatcop beatcop = dryRun(REDIS + "[beatcop]\ntimeout = 2000\ncommand = a 'b c'\n");

    assertThat(beatcop.err()).isEmpty();
    assertThat(beatcop.code()).isZero();
    assertThat(beatcop.out()).containsPattern("command +a 'b c' ");
  }
}
