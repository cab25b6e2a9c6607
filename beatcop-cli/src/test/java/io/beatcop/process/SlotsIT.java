package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.testing.Ledger;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Several nodes run the command, each in a slot of its own; the others are spare. */
@Slow
class SlotsIT {

  @RegisterExtension static final RedisServer redis = Leases.redis();

  private static final Duration TTL = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private Cluster cluster = Cluster.none();
  private Ticks ticks = Ticks.none();

  @BeforeEach
  void freeSlots() {
    cluster = Cluster.of(directory, redis, TTL);
    ticks = cluster.ticks();
    for (int slot = 0; slot < 2; slot++) {
      String lease = "{" + cluster.lease() + "}:" + slot;
      redis.command("SET", lease + ":token", "1");
      redis.command("SET", lease + ":term", "released");
    }
  }

  @AfterEach
  void endNodes() {
    cluster.close();
  }

  /** A node whose child writes its ticks and, at its start, its slot. */
  private Node start(String name) {
    return cluster.start(
        cluster.named(name).with("slots", 2),
        List.of(
            "sh",
            "-c",
            "echo $BEATCOP_SLOT $BEATCOP_TOKEN >> %s; exec %s"
                .formatted(directory.resolve(name + ".slot"), ticks.ticking(name))));
  }

  /** The slot of each term of a node, by its token. */
  private Map<String, Integer> slots(String name) {
    Map<String, Integer> slots = new TreeMap<>();
    try {
      Path file = directory.resolve(name + ".slot");
      if (Files.exists(file)) {
        for (String line : Files.readAllLines(file)) {
          String[] words = line.split(" ", 2);
          slots.put(words[1], Integer.valueOf(words[0]));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return slots;
  }

  private int slot(String name) {
    await(name).atMost(PATIENCE).until(() -> !slots(name).isEmpty());
    return slots(name).values().iterator().next();
  }

  /** A ledger of each slot, from the ticks of the children that had it. */
  private void assertNoSlotTwice(String... names) {
    for (int slot = 0; slot < 2; slot++) {
      Ledger ledger = new Ledger();
      for (String name : names) {
        Map<String, Integer> slots = slots(name);
        try {
          String text = Files.readString(directory.resolve(name + ".ticks"));
          for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            String[] words = line.split(" ", 3);
            if (slots.getOrDefault(words[2], -1) == slot) {
              ledger.tick(words[1], Long.parseLong(words[2]), Long.parseLong(words[0]));
            }
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      assertThat(ledger.violations()).as("slot %d: %s", slot, cluster.log()).isEmpty();
    }
  }

  @Test
  void aSpareNodeTakesTheSlotOfOneThatWasKilled() {
    start("one");
    ticks.awaitChildOf("one");
    start("two");
    ticks.awaitChildOf("two");
    Node spare = start("spare");
    await().atMost(PATIENCE).until(() -> liveNodes() == 3);
    assertThat(Set.of(slot("one"), slot("two"))).containsExactlyInAnyOrder(0, 1);
    assertThat(slots("spare")).isEmpty();

    cluster.node("one").kill(List.of(Node.Part.JVM));
    long killed = Ticks.now();
    ticks.awaitChildOf("spare");

    assertThat(slot("spare")).isEqualTo(slot("one"));
    long first = Long.parseLong(firstTick("spare"));
    assertThat(Duration.ofNanos(first - killed))
        .as(spare.log())
        .isLessThan(cluster.allow(TTL.plusSeconds(1)));
    assertNoSlotTwice("one", "two", "spare");
  }

  private static long liveNodes(String lease) {
    return (Long) redis.command("HLEN", "{" + lease + "}:nodes").orElse(0L);
  }

  private long liveNodes() {
    return liveNodes(cluster.lease());
  }

  private String firstTick(String name) {
    try {
      return Files.readAllLines(directory.resolve(name + ".ticks")).get(0).split(" ", 2)[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aNodeThatIsStoppedLeavesItsSlotToASpareNode() {
    start("one");
    ticks.awaitChildOf("one");
    start("two");
    ticks.awaitChildOf("two");
    start("spare");
    await().atMost(PATIENCE).until(() -> liveNodes() == 3);

    cluster.node("two").signal("TERM");

    assertThat(cluster.node("two").exitCode()).isEqualTo(143);
    ticks.awaitChildOf("spare");
    assertThat(slot("spare")).isEqualTo(slot("two"));
    assertNoSlotTwice("one", "two", "spare");
  }

  @Test
  void aSlotWhoseHolderIsAskedToStepDownMoves() {
    start("one");
    ticks.awaitChildOf("one");
    int slot = slot("one");
    start("two");
    ticks.awaitChildOf("two");
    start("spare");
    await().atMost(PATIENCE).until(() -> liveNodes() == 3);
    String lease = "{" + cluster.lease() + "}:" + slot;
    String token = String.valueOf(redis.command("GET", lease + ":token").orElseThrow());

    redis.command("SET", lease + ":step-down", token + " 0 a test", "PX", "60000");

    ticks.awaitChildOf("spare");
    assertThat(slot("spare")).isEqualTo(slot);
    assertNoSlotTwice("one", "two", "spare");
  }
}
