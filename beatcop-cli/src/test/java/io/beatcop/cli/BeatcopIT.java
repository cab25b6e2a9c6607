package io.beatcop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.testing.RedisServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The distribution's {@code bin/beatcop}, up to where it would run something. */
class BeatcopIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  @TempDir private Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void aRedis() {
    redis.start();
    file = folder.resolve("b.ini");
  }

  private Beatcop withFile(String redisSection, String... options) throws Exception {
    Files.writeString(
        file,
        redisSection
            + "\n[beatcop]\ntimeout = 2000\nlockname = nightly\ncommand = true\nshell = no\n");
    String[] arguments = new String[options.length + 1];
    arguments[0] = file.toString();
    System.arraycopy(options, 0, arguments, 1, options.length);
    return BeatcopProcess.run(Map.of(), arguments);
  }

  private static String address() {
    URI uri = URI.create(redis.uri());
    return "[redis]\nhost = " + uri.getHost() + "\nport = " + uri.getPort();
  }

  @Test
  void aFileOfBeatCop1IsShownWithoutRunningIt() throws Exception {
    Beatcop beatcop = withFile("[redis]\nhost = h", "--dry-run");

    assertThat(beatcop.out()).startsWith("redis          redis://h:6379/0").hasLineCount(13);
    assertThat(beatcop.err()).isEmpty();
    assertThat(beatcop.code()).isZero();
  }

  @Test
  void runIsShownWithoutRunningIt() throws Exception {
    Beatcop beatcop =
        BeatcopProcess.run(Map.of("BEATCOP_TTL", "9s"), "run", "--dry-run", "--", "\u00fc", "b c");

    assertThat(beatcop.out()).containsPattern("ttl +9s +BEATCOP_TTL").contains("'b c'");
    assertThat(beatcop.code()).isZero();
  }

  @Test
  void aRedisThatIsAwayAtTheStartEndsIt() throws Exception {
    String where = address();
    redis.stop();

    Beatcop beatcop = withFile(where);

    assertThat(beatcop.err()).contains("ERROR nightly: redis://").contains("is Redis up");
    assertThat(beatcop.err()).hasLineCount(1);
    assertThat(beatcop.code()).isEqualTo(68);
  }

  @Test
  void aHostThatNobodyKnowsEndsItTheSameWay() throws Exception {
    Beatcop beatcop = withFile("[redis]\nhost = no-such-host.invalid");

    assertThat(beatcop.err()).contains("no-such-host.invalid").hasLineCount(1);
    assertThat(beatcop.code()).isEqualTo(68);
  }

  @Test
  void aRedisThatIsTooOldEndsIt() throws Exception {
    try (OldRedis old = new OldRedis()) {
      Beatcop beatcop = withFile("[redis]\nhost = 127.0.0.1\nport = " + old.port());

      assertThat(beatcop.err()).contains("must be Redis 2.6.12 or newer").hasLineCount(1);
      assertThat(beatcop.code()).isEqualTo(76);
    }
  }

  @Test
  void aPasswordThatIsWrongIsABadConfiguration() throws Exception {
    Beatcop beatcop = withFile(address() + "\npassword = geheim");

    assertThat(beatcop.err())
        .contains("b.ini:2: host = redis://:***@")
        .doesNotContain("geheim")
        .hasLineCount(1);
    assertThat(beatcop.code()).isEqualTo(78);
  }

  @Test
  void theLogCanBeJsonFromTheFirstLine() throws Exception {
    Beatcop beatcop = withFile(address() + "\npassword = x", "--log-format", "json", "--node=a");

    assertThat(beatcop.err())
        .startsWith("{\"ts\":\"20")
        .contains("\"level\":\"error\"")
        .containsPattern("\"lease\":\"nightly\",\"node\":\"a-[0-9a-f]{8}\",\"msg\":\"")
        .hasLineCount(1);
  }

  @Test
  void aMistakeInTheFileIsABadConfiguration() throws Exception {
    Beatcop beatcop = withFile("[redis]\nhost = h\nstartup_nodes = h:1");

    assertThat(beatcop.err()).contains("b.ini:3: startup_nodes = h:1: must not").hasLineCount(1);
    assertThat(beatcop.code()).isEqualTo(78);
  }

  @Test
  void wrongUsageIsToldWhereTheHelpIs() throws Exception {
    Beatcop beatcop = BeatcopProcess.run(Map.of(), "run", "--frob");

    assertThat(beatcop.err())
        .isEqualTo("beatcop: Unknown option: '--frob'\nTry 'beatcop run --help'.\n");
    assertThat(beatcop.code()).isEqualTo(64);
  }
}
