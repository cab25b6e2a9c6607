package io.beatcop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.testing.RedisServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the doctor finds at a real Redis that is well, and at one that is made ill. */
class DoctorCommandIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private final StringWriter out = new StringWriter();

  @BeforeEach
  void anEmptyRedis() {
    redis.start();
    redis.command("FLUSHALL");
    redis.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
    redis.command("CONFIG", "SET", "appendonly", "yes");
    redis.command("SET", "nightly", "a", "PX", "9000");
    redis.command("SET", "{nightly}:term", "held a 1 1");
    redis.command("SET", "{nightly}:token", "7");
  }

  private int doctor(String... more) {
    return doctorAt(redis.uri(), more);
  }

  private int doctorAt(String uri, String... more) {
    CommandLine commandLine = BeatCopCommand.commandLine(Map.of());
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(out, true));
    String[] words = new String[5 + more.length];
    System.arraycopy(new String[] {"doctor", "--redis", uri, "--lease", "nightly"}, 0, words, 0, 5);
    System.arraycopy(more, 0, words, 5, more.length);
    return commandLine.execute(words);
  }

  @Test
  void findsNothingWhereAllIsWell() {
    int code = doctor();

    assertThat(out.toString())
        .doesNotContain("warn")
        .doesNotContain("fail")
        .contains("ok       answer      redis://127.0.0.1:")
        .containsPattern("ok +round trip +min \\d+\\.\\d\\d, median")
        .containsPattern("ok +holder +a\n");
    assertThat(code).isZero();
  }

  @Test
  void leavesNothingBehind() {
    doctor();

    assertThat(redis.command("EXISTS", "{nightly}:doctor")).contains(0L);
    assertThat(redis.command("GET", "nightly")).contains("a");
  }

  @Test
  void warnsOfAKeyThatMayBeEvicted() {
    redis.command("CONFIG", "SET", "maxmemory", "100mb");
    redis.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");

    int code = doctor();
    redis.command("CONFIG", "SET", "maxmemory", "0");

    assertThat(out.toString()).containsPattern("warn +eviction +allkeys-lru");
    assertThat(code).isEqualTo(1);
  }

  @Test
  void warnsOfARedisThatForgets() {
    redis.command("CONFIG", "SET", "appendonly", "no");

    assertThat(doctor()).isEqualTo(1);
    assertThat(out.toString()).containsPattern("warn +disk ");
  }

  @Test
  void warnsOfAnotherTtlAndAPause() {
    redis.command("SET", "{nightly}:paused", "1764000000000 ops@host upgrade");

    assertThat(doctor("--ttl", "2s")).isEqualTo(1);

    assertThat(out.toString())
        .containsPattern("warn +ttl +expires in \\d\\.\\d s, but our ttl is 2\\.0 s")
        .containsPattern("warn +paused +by ops@host: upgrade: nothing runs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10", "1ms", "soon", "400000d"})
  void callsATtlThatNoNodeCanHaveAWrongSetting(String ttl) {
    assertThat(doctor("--ttl", ttl)).isEqualTo(78);
  }

  @Test
  void failsAtAKeyThatIsInUseForSomethingElse() {
    redis.command("DEL", "nightly");
    redis.command("LPUSH", "nightly", "x");

    assertThat(doctor()).isEqualTo(2);
    assertThat(out.toString()).containsPattern("fail +key +a list");
  }

  @Test
  void namesTheRightsThatAreMissing() {
    redis.command(
        "ACL",
        "SETUSER",
        "poor",
        "resetchannels",
        "on",
        ">secret",
        "~*",
        "+@all",
        "-pexpire",
        "-zadd",
        "-publish",
        "-info",
        "-config");

    int code = doctorAt(redis.uri().replace("redis://", "redis://poor:secret@"));

    assertThat(out.toString())
        .containsPattern("fail +rights +the user may not PEXPIRE: allow it")
        .containsPattern("warn +news +the user may not PUBLISH, SUBSCRIBE")
        .containsPattern("warn +notes +the user may not ZADD")
        .containsPattern("unknown +server")
        .doesNotContain("secret");
    assertThat(code).isEqualTo(2);
  }

  /** C-c: a check that did not run is not called well, whyever the server refused it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "LOADING Redis is loading the dataset in memory",
        "ERR unknown command",
        "DENIED Redis is running in protected mode",
        "NOPERM this user has no permissions"
      })
  void callsNothingWellThatWasRefused(String error) throws Exception {
    try (OldRedis refusing = new OldRedis(error)) {
      int code = doctorAt("redis://127.0.0.1:" + refusing.port());

      assertThat(out.toString())
          .containsPattern("(?m)^fail +rights ")
          .containsPattern("(?m)^fail +answer ")
          .doesNotContainPattern("(?m)^ok ");
      assertThat(code).isEqualTo(2);
    }
  }

  /** C-c: without the password nothing else is asked, so nothing else is said. */
  @Test
  void saysOnlyThatThePasswordIsMissing() throws Exception {
    try (OldRedis refusing = new OldRedis("NOAUTH Authentication required.")) {
      int code = doctorAt("redis://127.0.0.1:" + refusing.port());

      assertThat(out.toString())
          .containsPattern("(?m)^fail +answer .*needs a password")
          .doesNotContainPattern("(?m)^ok ");
      assertThat(code).isEqualTo(2);
    }
  }

  private static void aSharedSchedule() {
    redis.command("HSET", "{nightly}:schedule", "head", "1 c1");
    redis.command("HSET", "{nightly}:schedule", "j:g/j", "1 {\"class\":\"A\"}");
    redis.command("HSET", "{nightly}:schedule", "t:g/t", "1 {\"jobGroup\":\"g\",\"job\":\"j\"}");
    redis.command("RPUSH", "{nightly}:changes", "1 c1\n!");
  }

  @Test
  void tellsTheSizeOfASharedSchedule() {
    aSharedSchedule();

    assertThat(doctor()).isZero();

    assertThat(out.toString())
        .containsPattern("ok +schedule +jobs 1, triggers 1, 49 bytes, version 1\n")
        .containsPattern("ok +schedule +all rights that its nodes need\n");
    assertThat(redis.command("KEYS", "*doctor*").toString()).doesNotContain("doctor");
  }

  @Test
  void namesTheRightsThatASharedScheduleLacks() {
    aSharedSchedule();
    redis.command(
        "ACL", "SETUSER", "half", "reset", "on", ">secret", "~*", "&*", "+@all", "-rename",
        "-hkeys", "-hdel");

    assertThat(doctorAt(redis.uri().replace("redis://", "redis://half:secret@"))).isEqualTo(2);

    assertThat(out.toString())
        .containsPattern("ok +schedule +jobs 1, ")
        .containsPattern(
            "fail +schedule +the user may not HKEYS, HDEL, RENAME: allow it to the nodes\n");
  }

  @Test
  void failsAtASharedScheduleThatCannotBeRead() {
    redis.command("SET", "{nightly}:schedule", "x");

    assertThat(doctor()).isEqualTo(2);

    assertThat(out.toString())
        .containsPattern("fail +schedule +it can't be read: .*in use for something else");
  }

  @Test
  void warnsOfItemsThatNoNodeHasWritten() {
    aSharedSchedule();
    redis.command("HSET", "{nightly}:schedule", "what", "else");

    assertThat(doctor()).isEqualTo(1);

    assertThat(out.toString())
        .containsPattern("warn +schedule .* no node can read what: delete that field\n");
  }

  @Test
  void namesTheRightsThatAGroupLacks() {
    redis.command("HSET", "{nightly}:nodes", "node-a", "1 1 weight=1 slices=2");
    redis.command(
        "ACL",
        "SETUSER",
        "half",
        "reset",
        "on",
        ">secret",
        "~*",
        "&*",
        "+@all",
        "-hgetall",
        "-mget");

    assertThat(doctor()).isZero();
    assertThat(out.toString()).containsPattern("ok +group +all rights that its nodes need\n");

    assertThat(doctorAt(redis.uri().replace("redis://", "redis://half:secret@"))).isEqualTo(2);
    assertThat(out.toString())
        .containsPattern("fail +group +the user may not HGETALL, MGET: allow it to the nodes\n");
  }

  @Test
  void saysWhereItGotNoAnswer() {
    redis.kill();

    assertThat(doctor("--json")).isEqualTo(68);
    assertThat(out.toString())
        .startsWith(
            "{\"lease\":\"nightly\",\"findings\":[{\"level\":\"fail\",\"about\":\"answer\"");
  }
}
