package io.beatcop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.testing.RedisServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine;

/** {@code beatcop status} against a real Redis. */
class StatusCommandIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void anEmptyRedis() {
    redis.start();
    redis.command("FLUSHALL");
  }

  private int beatcop(String... arguments) {
    CommandLine commandLine = BeatCopCommand.commandLine(Map.of());
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }

  @Test
  void aHeldLeaseIsShownWithItsHolder() {
    redis.command("SET", "nightly", "node-a", "PX", "10000");
    redis.command("SET", "{nightly}:token", "42");
    redis.command("SET", "{nightly}:term", "held node-a 1 7");

    int code = beatcop("status", "--redis", redis.uri(), "--lease", "nightly");

    assertThat(code).isZero();
    assertThat(out.toString())
        .matches(
            """
            lease    nightly
            holder   node-a
            expires  in (10\\.0|9\\.\\d) s, unless it is renewed
            token    42
            """);
  }

  @Test
  void aFreeLeaseIsSaidToBeFree() {
    int code = beatcop("status", "--redis", redis.uri(), "--lease", "nightly");

    assertThat(code).isEqualTo(1);
    assertThat(out.toString())
        .isEqualTo(
            """
            lease    nightly
            holder   nobody
            token    none granted yet
            """);
  }

  @Test
  void aRedisThatIsAwayIsSaidToBeAway() {
    redis.stop();

    int code = beatcop("status", "--redis", redis.uri(), "--lease", "nightly");

    assertThat(code).isEqualTo(68);
    assertThat(err.toString()).startsWith("beatcop: redis://127.0.0.1:").hasLineCount(1);
  }

  @Test
  void aWrongSettingIsOneSentence() {
    int code = beatcop("status", "--redis", "redis://:secret@h:bad", "--lease", "nightly");

    assertThat(code).isEqualTo(78);
    assertThat(err.toString())
        .startsWith("beatcop: --redis = redis://:***@h:bad: the port must be from 1 to 65535")
        .hasLineCount(1);
  }

  @Test
  void aMissingOptionIsWrongUsage() {
    assertThat(beatcop("status", "--redis", redis.uri())).isEqualTo(64);
    assertThat(err.toString()).contains("--lease");
  }
}
