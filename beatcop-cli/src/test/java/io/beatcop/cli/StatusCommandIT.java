package io.beatcop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.testing.RedisServer;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code beatcop status} against a real Redis. */
class StatusCommandIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  @BeforeEach
  void anEmptyRedis() {
    redis.start();
    redis.command("FLUSHALL");
  }

  @Test
  void aHeldLeaseIsShownWithItsHolder() {
    redis.command("SET", "nightly", "node-a", "PX", "10000");
    redis.command("SET", "{nightly}:token", "42");
    redis.command("SET", "{nightly}:term", "held node-a 1 7");

    Beatcop beatcop = Beatcop.run(Map.of(), "status", "--redis", redis.uri(), "--lease", "nightly");

    assertThat(beatcop.code()).isZero();
    assertThat(beatcop.out())
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
    Beatcop beatcop = Beatcop.run(Map.of(), "status", "--redis", redis.uri(), "--lease", "nightly");

    assertThat(beatcop.code()).isEqualTo(1);
    assertThat(beatcop.out())
        .isEqualTo(
            """
            lease    nightly
            holder   nobody
            token    none granted yet
            """);
  }

  @Test
  void slotsAreShownWithTheirHolders() {
    redis.command("HSET", "{workers}:nodes", "node-a", "1 " + millis() + " weight=1 slices=2");
    redis.command("HSET", "{workers}:nodes", "node-b", "1 " + millis() + " weight=1 slices=2");
    redis.command("SET", "{workers}:1", "node-a", "PX", "10000");
    String[] command = {"status", "--redis", redis.uri(), "--lease", "workers"};

    Beatcop beatcop = Beatcop.run(Map.of(), command);
    Beatcop json =
        Beatcop.run(Map.of(), "status", "--json", "--redis", redis.uri(), "--lease", "workers");

    assertThat(beatcop.code()).isZero();
    assertThat(beatcop.out())
        .isEqualTo(
            """
            lease    workers
            slots    1 of 2 held
            slot 0   nobody
            slot 1   node-a
            spare    node-b
            """);
    assertThat(json.out())
        .isEqualTo(
            "{\"lease\":\"workers\",\"slots\":[{\"slot\":0},{\"slot\":1,\"holder\":\"node-a\"}],"
                + "\"spare\":[\"node-b\"]}\n");
  }

  private static long millis() {
    return System.currentTimeMillis();
  }

  @Test
  void aRedisThatIsAwayIsSaidToBeAway() {
    redis.stop();

    Beatcop beatcop = Beatcop.run(Map.of(), "status", "--redis", redis.uri(), "--lease", "nightly");

    assertThat(beatcop.code()).isEqualTo(68);
    assertThat(beatcop.err()).startsWith("beatcop: redis://127.0.0.1:").hasLineCount(1);
  }

  @Test
  void aWrongSettingIsOneSentence() {
    Beatcop beatcop =
        Beatcop.run(Map.of(), "status", "--redis", "redis://:secret@h:bad", "--lease", "nightly");

    assertThat(beatcop.code()).isEqualTo(78);
    assertThat(beatcop.err())
        .startsWith("beatcop: --redis = redis://:***@h:bad: the port must be from 1 to 65535")
        .hasLineCount(1);
  }

  @Test
  void aMissingOptionIsWrongUsage() {
    Beatcop beatcop = Beatcop.run(Map.of(), "status", "--redis", redis.uri());

    assertThat(beatcop.code()).isEqualTo(64);
    assertThat(beatcop.err()).contains("--lease");
  }
}
