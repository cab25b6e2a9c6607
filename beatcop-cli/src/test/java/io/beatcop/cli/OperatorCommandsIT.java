package io.beatcop.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseListener;
import io.beatcop.redis.RedisLease;
import io.beatcop.testing.RedisServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine;

/** The operator's commands against a real Redis, with nodes that obey, and some that don't. */
class OperatorCommandsIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<Lease> nodes = new ArrayList<>();

  @BeforeEach
  void anEmptyRedis() {
    redis.start();
    redis.command("FLUSHALL");
  }

  @AfterEach
  void close() {
    nodes.forEach(Lease::close);
  }

  private int beatcop(String command, String... more) {
    List<String> words =
        new ArrayList<>(List.of(command, "--redis", redis.uri(), "--lease", "nightly"));
    words.addAll(List.of(more));
    CommandLine commandLine = BeatCopCommand.commandLine(Map.of());
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(words.toArray(String[]::new));
  }

  private Lease node(String holder, LeaseListener listener) {
    Lease node =
        RedisLease.builder("nightly")
            .redis(redis.uri())
            .holder(holder)
            .ttl(Duration.ofSeconds(2))
            .trustAbsence(true)
            .listener(listener)
            .build();
    nodes.add(node);
    node.start();
    return node;
  }

  /** A node whose work ends as soon as it is asked. */
  private Lease obedient(String holder) {
    Lease[] self = new Lease[1];
    self[0] =
        node(
            holder,
            new LeaseListener() {
              @Override
              public void asked(Grant grant, String why) {
                self[0].stepDown();
              }
            });
    return self[0];
  }

  @Test
  void theStatusTellsWhatIsOverdueUntilTheNoteEnds() {
    obedient("a");
    long now = System.currentTimeMillis();
    assertThat(beatcop("status")).isZero();

    redis.command("HSET", "{nightly}:fires", "overdue", (now + 60_000) + " 2 " + now + " g.t: why");
    assertThat(beatcop("status")).isEqualTo(2);
    assertThat(out).asString().contains("overdue  2, first g.t: why\n");

    redis.command("HSET", "{nightly}:fires", "overdue", (now - 1_000) + " 2 " + now + " g.t: why");
    assertThat(beatcop("status")).isZero();
    redis.command("HSET", "{nightly}:fires", "overdue", "anything else");
    assertThat(beatcop("status")).isZero();
    redis.command("DEL", "{nightly}:fires");
    redis.command("SET", "{nightly}:fires", "of another type");
    assertThat(beatcop("status")).isZero();
  }

  @Test
  void aStepDownTellsWhoHasTakenOver() {
    obedient("a");
    Lease second = obedient("b");

    assertThat(beatcop("step-down", "--reason", "a new kernel")).isZero();

    assertThat(out).hasToString("nightly: asked a to leave\nnightly: b has taken over\n");
    await().until(second::isHeld);
  }

  @Test
  void aStepDownOfANodeThatIsAloneTellsThatItIsBack() {
    obedient("a");

    assertThat(beatcop("step-down")).isEqualTo(1);

    assertThat(out).asString().endsWith("nightly: no other node took it, so a took it back\n");
  }

  @Test
  void aStepDownOfANodeThatDoesNotLeaveIsGivenUp() {
    node("a", new LeaseListener() {});

    assertThat(beatcop("step-down", "--wait", "500ms")).isEqualTo(75);

    assertThat(err)
        .hasToString(
            "beatcop: nightly: a has not left within 500ms; it leaves when its work has ended\n");
  }

  @Test
  void aStepDownOfNobodyIsSaidToBe() {
    assertThat(beatcop("step-down")).isEqualTo(1);
    assertThat(err).hasToString("beatcop: nightly: nobody holds it\n");
  }

  @Test
  void aStepDownOfAnOlderNodeSaysWhatToDo() {
    redis.command("SET", "nightly", "old-node", "PX", "60000");

    assertThat(beatcop("step-down")).isEqualTo(1);

    assertThat(err).asString().contains("old-node").contains("stop it where it runs");
  }

  @Test
  void aPauseWaitsUntilNobodyHoldsAndResumeLetsThemIn() {
    Lease node = obedient("a");

    assertThat(beatcop("pause", "--for", "1h", "--reason", "an upgrade")).isZero();
    assertThat(node.isHeld()).isFalse();
    assertThat(out).hasToString("nightly: paused for 1h\nnightly: nobody holds it\n");
    assertThat(err).asString().isEmpty();

    assertThat(beatcop("resume")).isZero();
    assertThat(out).asString().contains("nightly: resumed; it was paused by ").contains("upgrade");
    await().until(node::isHeld);
  }

  @Test
  void aPauseWithoutAnEndIsSaidToBeOne() {
    assertThat(beatcop("pause")).isZero();

    assertThat(err).asString().contains("WITHOUT AN END").contains("beatcop resume");
  }

  @Test
  void aPauseThatTheHolderDoesNotObeyIsSaidToBe() {
    node("a", new LeaseListener() {});

    assertThat(beatcop("pause", "--for", "1h", "--wait", "500ms")).isEqualTo(75);

    assertThat(err).asString().contains("a has not left within 500ms");
  }

  @Test
  void aResumeOfWhatIsNotPausedIsSaidToBe() {
    assertThat(beatcop("resume")).isEqualTo(1);
    assertThat(out).hasToString("nightly: was not paused\n");
  }

  @Test
  void theStatusShowsWhoWaitsAndThePause() {
    node("a", new LeaseListener() {});
    node("b", new LeaseListener() {});
    beatcop("pause", "--for", "1h", "--wait", "1ms");
    out.getBuffer().setLength(0);

    assertThat(beatcop("status")).isZero();

    assertThat(out)
        .asString()
        .containsPattern("holder +a\n")
        .containsPattern("paused +by \\S+@\\S+, for (1 h|59 min)")
        .containsPattern("waiting +b, asked \\d\\.\\d s ago\n");
  }

  @Test
  void aWatchThatIsInterruptedEnds() {
    node("a", new LeaseListener() {});

    Thread[] watcher = new Thread[1];
    CompletableFuture<Integer> watch =
        CompletableFuture.supplyAsync(
            () -> {
              watcher[0] = Thread.currentThread();
              return beatcop("status", "--watch", "--json");
            });
    await().until(() -> out.toString().contains("\"holder\":\"a\""));
    watcher[0].interrupt();

    assertThat(watch.join()).isZero();
  }

  @Test
  void theHistoryHasATableAndADrawing() {
    Lease node = node("a", new LeaseListener() {});
    node.stop();
    node.start();

    assertThat(beatcop("history")).isZero();

    assertThat(out)
        .asString()
        .startsWith("FROM (UTC)")
        .containsPattern("a +\\d+ +released +-")
        .containsPattern("a +\\d+ +holds +0\\.\\d s")
        .containsPattern("a +#+");
  }

  @Test
  void thereMayBeNoHistory() {
    assertThat(beatcop("history")).isEqualTo(1);
    assertThat(out).hasToString("nightly: no term is on record\n");
  }

  @Test
  void aLimitMustBeOne() {
    assertThat(beatcop("history", "--limit", "0")).isEqualTo(78);
    assertThat(err).hasToString("beatcop: --limit = 0: must be at least 1\n");
  }

  @Test
  void aRedisThatIsAwayIsOneSentence() {
    redis.stop();

    assertThat(beatcop("pause", "--for", "1h")).isEqualTo(68);
    assertThat(err).asString().startsWith("beatcop: redis://127.0.0.1:").hasLineCount(1);
  }
}
