package io.beatcop.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Lease;
import io.beatcop.redis.RedisLease;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Hostile values and types in every key and channel of a lease: every command says what is there,
 * and a node lives on. S-b, S-c, S-f, L-h.
 */
@Timeout(300)
class HostileRedisIT {

  /** On a busy machine an answer may take long. */
  private static final DefaultJedisClientConfig PATIENT =
      DefaultJedisClientConfig.builder().socketTimeoutMillis(20_000).build();

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final int SEEDS = 150;
  private static final long FIRST_SEED = 20261126;

  private static final List<String> KEYS =
      List.of(
          "nightly",
          "{nightly}:token",
          "{nightly}:term",
          "{nightly}:paused",
          "{nightly}:step-down",
          "{nightly}:history",
          "{nightly}:waiting",
          "{nightly}:renewed");

  private static final List<String> PIECES =
      List.of(
          "held ",
          "pending ",
          "granted ",
          "released",
          "paused ",
          "node-a",
          "a",
          "1",
          "0",
          " ",
          "  ",
          "-",
          "abc",
          "9007199254740992",
          "99999999999999999999999",
          "1764000000000",
          "inf",
          "nan",
          "1e400",
          "\u001b[2J\u001b[31m",
          "\n",
          "\r\n",
          "\t",
          "\u0000",
          "\u009b",
          "\u2028",
          "\u202e",
          "ä",
          "😀",
          "\"",
          "\\",
          "{",
          "}",
          "%s",
          "%n",
          "${x}",
          "holder   forged",
          "$5\r\n",
          "x".repeat(2000),
          "ops@host why",
          "unknown 5");

  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("status"),
          List.of("status", "--json"),
          List.of("history"),
          List.of("history", "--json"),
          List.of("doctor"),
          List.of("doctor", "--json"),
          List.of("step-down", "--wait", "1ms"),
          List.of("pause", "--for", "1s", "--wait", "1ms"),
          List.of("resume"));

  @BeforeEach
  void anEmptyRedis() {
    redis.command("FLUSHALL");
  }

  private static Beatcop run(List<String> command) {
    String[] words =
        Stream.concat(command.stream(), Stream.of("--redis", redis.uri(), "--lease", "nightly"))
            .toArray(String[]::new);
    return Beatcop.run(Map.of(), words);
  }

  private static void check(String what, List<String> command, Beatcop said) {
    String all = said.out() + said.err();
    assertThat(said.code()).as("%s %s: %s", what, command, all).isIn(0, 1, 2, 75, 78);
    assertThat(all)
        .as("%s %s", what, command)
        .doesNotContain("\tat ")
        .doesNotContain("Exception")
        .doesNotContain("a bug of BeatCop")
        .doesNotContainPattern("[\\p{Cntrl}&&[^\n]]")
        .doesNotContainPattern("[\u0080-\u009f\u2028\u2029\u202e]");
    for (String line : all.split("\n", -1)) {
      assertThat(line.length()).as("%s %s: %s", what, command, line).isLessThan(60_000);
    }
    if (command.contains("--json") && said.code() != 78) {
      StrictJson.check(said.out().strip());
    }
  }

  /** The fuzz: a seed writes the same each time. */
  @Slow
  @Test
  void everyCommandShowsWhateverIsThereAndANodeOutlivesIt() {
    try (Connection writer = new Connection(new HostAndPort(redis.host(), redis.port()), PATIENT);
        Lease node = node("node-a");
        Lease other = node("node-b")) {
      for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
        Random random = new Random(seed);
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
          write(writer, random);
        }
        List<String> command = COMMANDS.get(random.nextInt(COMMANDS.size()));
        check("seed " + seed, command, run(command));
      }
      redis.command("FLUSHALL");

      await().until(() -> node.isHeld() || other.isHeld());
    }
  }

  private static Lease node(String holder) {
    Lease node =
        RedisLease.builder("nightly")
            .redis(redis.uri())
            .holder(holder)
            .ttl(Duration.ofSeconds(1))
            .trustAbsence(true)
            .build();
    node.start();
    return node;
  }

  private static void write(Connection writer, Random random) {
    String key = KEYS.get(random.nextInt(KEYS.size()));
    byte[] value = value(random);
    byte[] name = bytes(key);
    switch (random.nextInt(9)) {
      case 0 -> send(writer, Command.DEL, name);
      case 1 -> send(writer, Command.LPUSH, name, value);
      case 2 -> send(writer, Command.ZADD, name, bytes(score(random)), value);
      case 3 -> send(writer, Command.HSET, name, value, value);
      case 4 -> send(writer, Command.SADD, name, value);
      case 5 -> send(writer, Command.PUBLISH, bytes("{nightly}:released:0"), value);
      case 6 -> send(writer, Command.SET, name, value, bytes("PX"), bytes(pttl(random)));
      default -> send(writer, Command.SET, name, value);
    }
  }

  private static String score(Random random) {
    List<String> scores = List.of("inf", "-inf", "1e300", "-5", "1764000000000", "0.5");
    return scores.get(random.nextInt(scores.size()));
  }

  private static String pttl(Random random) {
    List<String> times = List.of("1", "500", "5000", "10000000000000", "4611686018427387");
    return times.get(random.nextInt(times.size()));
  }

  private static byte[] value(Random random) {
    if (random.nextInt(20) == 0) {
      return new byte[3_000_000];
    }
    if (random.nextInt(10) == 0) {
      byte[] any = new byte[random.nextInt(100)];
      random.nextBytes(any);
      return any;
    }
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return bytes(text.toString());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Another type than the key has is an error, and as good as nothing written. */
  private static void send(Connection writer, Command command, byte[]... words) {
    writer.sendCommand(command, words);
    try {
      Object unused = writer.getOne();
    } catch (JedisDataException e) {
      assertThat(e.getMessage()).isNotNull();
    }
  }

  /** S-c: a token that is none is shown as what it is. */
  @ParameterizedTest
  @CsvSource({
    "status, foreign  token is 'abc'",
    "status --json, '\"foreign\":[\"token is ''abc''\"]'",
    "doctor, token is 'abc'",
    "doctor --json, token is 'abc'"
  })
  void aTokenThatIsNoneIsShown(String command, String shown) {
    redis.command("SET", "{nightly}:token", "abc");
    redis.command("LPUSH", "{nightly}:history", "granted abc a 5 released 4");

    List<String> words = List.of(command.split(" ", -1));
    Beatcop said = run(words);

    check("token abc", words, said);
    assertThat(said.out()).contains(shown);
  }

  /** S-c */
  @Test
  void anEntryOfTheHistoryThatIsNoneIsShown() {
    redis.command("LPUSH", "{nightly}:history", "granted abc a 5 released 4");

    assertThat(run(List.of("history")).out())
        .contains("1 entry that BeatCop did not write: 'granted abc a 5 released 4'");
  }

  /** S-f: a line break forges no line, and an escape sequence reaches no terminal. */
  @Test
  void aHolderWithALineBreakIsOneLine() {
    redis.command("SET", "nightly", "a\u001b[2J\nholder   forged\ntoken    5");

    assertThat(run(List.of("status")).out())
        .contains("holder   a\\u001b[2J\\nholder   forged\\ntoken    5, which wrote no term\n");
  }

  /** S-f: others may write their own reason. */
  @Test
  void aNoticeIsOneLine() {
    redis.command(
        "SET", "{nightly}:paused", "5 ops\u001b[31m@host\u202e why\u0007\r\nlease forged");

    assertThat(run(List.of("status")).out())
        .contains("paused   by ops\\u001b[31m@host\\u202e: why\\u0007 lease forged");
  }

  /** L-h: the doctor calls it by its name, and the exit code says that it does not work. */
  @Test
  void theDoctorFailsATokenThatIsNone() {
    redis.command("SET", "{nightly}:token", "9007199254740993");

    Beatcop said = run(List.of("doctor"));

    assertThat(said.out()).containsPattern("fail +foreign +token is '9007199254740993'");
    assertThat(said.code()).isEqualTo(2);
  }
}
