package io.beatcop.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

class RedisServerIT {

  private static final Duration SOON = Duration.ofMillis(200);
  private static final Duration AT_LAST = Duration.ofSeconds(10);

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  @BeforeEach
  void startEmpty() {
    redis.start();
    redis.command("FLUSHALL");
  }

  @Test
  void repliesComeDecoded() {
    assertThat(redis.command("SET", "a", "b")).hasValue("OK");
    assertThat(redis.command("GET", "a")).hasValue("b");
    assertThat(redis.command("GET", "nothing")).isEmpty();
    assertThat(redis.command("STRLEN", "a")).hasValue(1L);
    assertThat(redis.command("MGET", "a", "nothing")).hasValue(List.of("b", Optional.empty()));
  }

  @Test
  void anErrorReplyIsThrown() {
    redis.command("SET", "a", "b");

    assertThatThrownBy(() -> redis.command("LPUSH", "a", "b"))
        .isInstanceOf(JedisDataException.class)
        .hasMessageStartingWith("WRONGTYPE");
  }

  @Test
  void itListensOnTheLoopbackAndPersistsByAppendingOnly() {
    assertThat(redis.uri()).isEqualTo("redis://127.0.0.1:" + redis.port());
    assertThat(redis.command("CONFIG", "GET", "save")).hasValue(List.of("save", ""));
    assertThat(redis.command("CONFIG", "GET", "appendfsync"))
        .hasValue(List.of("appendfsync", "always"));
  }

  @Test
  void aStoppedServerRefusesConnections() {
    redis.stop();

    assertThat(redis.answersWithin(AT_LAST)).isFalse();
  }

  @Test
  void aServerThatWasStoppedComesBackOnItsPortWithItsData() {
    int port = redis.port();
    redis.command("SET", "a", "b");

    redis.stop();
    redis.start();

    assertThat(redis.port()).isEqualTo(port);
    assertThat(redis.command("GET", "a")).hasValue("b");
  }

  @Test
  void aKilledServerComesBackWithItsData() {
    redis.command("SET", "a", "b");

    redis.kill();
    boolean answered = redis.answersWithin(AT_LAST);
    redis.start();

    assertThat(answered).isFalse();
    assertThat(redis.command("GET", "a")).hasValue("b");
  }

  @Test
  void aRestartIsAnotherRunWithTheSameData() {
    redis.command("SET", "a", "b");
    String before = runId();

    redis.restart();

    assertThat(runId()).isNotEqualTo(before);
    assertThat(redis.command("GET", "a")).hasValue("b");
  }

  @Test
  void anEmptyRestartHasLostItsMemory() {
    redis.command("SET", "a", "b");
    String before = runId();

    redis.restartEmpty();

    assertThat(runId()).isNotEqualTo(before);
    assertThat(redis.command("DBSIZE")).hasValue(0L);
  }

  @Test
  void aFrozenServerDoesNotAnswerUntilItIsThawed() {
    redis.command("SET", "a", "b");

    redis.freeze();
    boolean answeredFrozen = redis.answersWithin(SOON);
    redis.thaw();

    assertThat(answeredFrozen).isFalse();
    assertThat(redis.command("GET", "a")).hasValue("b");
  }

  @Test
  void aConnectionOutlivesTheFrostAndWhatItAskedIsAnswered() {
    try (Connection connection = new Connection(redis.host(), redis.port())) {
      connection.sendCommand(Protocol.Command.PING);
      connection.getOne();

      redis.freeze();
      connection.sendCommand(Protocol.Command.DBSIZE);
      CompletableFuture<Object> reply = CompletableFuture.supplyAsync(connection::getOne);
      boolean answeredFrozen = redis.answersWithin(SOON) || reply.isDone();
      redis.thaw();

      assertThat(answeredFrozen).isFalse();
      assertThat(reply).succeedsWithin(AT_LAST).isEqualTo(0L);
    }
  }

  @Test
  void aFrozenServerCanBeStopped() {
    redis.command("SET", "a", "b");
    redis.freeze();

    redis.restart();

    assertThat(redis.command("GET", "a")).hasValue("b");
  }

  @Test
  void aFrozenServerCanBeKilled() {
    redis.freeze();

    redis.kill();

    assertThat(redis.answersWithin(AT_LAST)).isFalse();
  }

  @Test
  void aServerThatDoesNotRunCannotBeFrozen() {
    redis.stop();

    assertThatThrownBy(redis::freeze)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("start it first");
  }

  @Test
  void furtherArgumentsReachTheServer() {
    try (RedisServer small = RedisServer.withArguments("--maxmemory", "3mb")) {
      small.start();

      assertThat(small.command("CONFIG", "GET", "maxmemory"))
          .hasValue(List.of("maxmemory", "3145728"));
    }
  }

  @Test
  void aServerThatCannotStartSaysWhatRedisSaid() {
    try (RedisServer wrong = RedisServer.withArguments("--no-such-setting", "1")) {
      assertThatThrownBy(wrong::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no-such-setting");
    }
  }

  @Test
  void aServerThatIsClosedIsGone() {
    RedisServer closed = RedisServer.forTests();
    closed.start();

    closed.close();

    assertThat(closed.answersWithin(AT_LAST)).isFalse();
  }

  @Test
  void aServerThatIsClosedWhileItSavesLeavesNoProcess() {
    RedisServer saving = RedisServer.local("--rdb-key-save-delay", "20000000");
    saving.start();
    saving.command("SET", "a", "b");
    saving.command("BGSAVE");
    List<ProcessHandle> children = ProcessHandle.current().children().toList();
    List<ProcessHandle> savers = children.stream().flatMap(ProcessHandle::children).toList();

    saving.close();

    assertThat(savers).isNotEmpty().noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void aServerEndsWithTheJvmThatForgotIt() throws IOException {
    Process jvm = StartsAndForgets.launch();
    try (BufferedReader output = jvm.inputReader()) {
      int port = Integer.parseInt(output.readLine());

      assertThat(jvm.onExit()).succeedsWithin(AT_LAST);
      await()
          .atMost(AT_LAST)
          .untilAsserted(() -> assertThat(RedisCommand.isAnswered(port, SOON)).isFalse());
    }
  }

  private static String runId() {
    String info = (String) redis.command("INFO", "server").orElseThrow();
    return info.lines().filter(line -> line.startsWith("run_id:")).findFirst().orElseThrow();
  }

  /** A program that starts a server and ends without closing it. */
  static final class StartsAndForgets {

    static Process launch() throws IOException {
      List<String> command =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              System.getProperty("java.class.path"),
              "-D" + SourceChoice.PROPERTY + "=" + SourceChoice.get().name(),
              "-D" + DockerSource.IMAGE_PROPERTY + "=" + DockerSource.image(),
              StartsAndForgets.class.getName());
      return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    @SuppressWarnings("resource")
    public static void main(String[] arguments) {
      RedisServer forgotten = RedisServer.forTests();
      forgotten.start();
      System.out.println(forgotten.answersWithin(AT_LAST) ? forgotten.port() : "silent");
    }
  }
}
