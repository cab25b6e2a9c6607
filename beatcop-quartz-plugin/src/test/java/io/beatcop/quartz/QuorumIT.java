package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.SchedulerException;

/** Schedulers with three servers that decide by majority, and without a journal. */
@Slow
class QuorumIT {

  @RegisterExtension static final RedisServer first = RedisServer.forTests();
  @RegisterExtension static final RedisServer second = RedisServer.forTests();
  @RegisterExtension static final RedisServer third = RedisServer.forTests();

  private static final List<RedisServer> SERVERS = List.of(first, second, third);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @BeforeEach
  void threeServers() {
    SERVERS.forEach(RedisServer::start);
  }

  private static String uri() {
    return SERVERS.stream()
        .map(server -> server.host() + ":" + server.port())
        .collect(Collectors.joining(",", "redis+quorum://", ""));
  }

  private static Node node(String name) throws SchedulerException {
    return Node.with(
            name,
            "redis",
            uri(),
            "lease",
            "quorum",
            "ttl",
            "1s",
            "journal",
            "off",
            "trustabsence",
            "true")
        .everyTenthOfASecond("g")
        .start();
  }

  private static void fires(Node node) {
    int before = node.fires().size();
    await().atMost(PATIENCE).until(() -> node.fires().size() >= before + 10);
  }

  @Test
  void aServerThatIsKilledIsNotNoticedAndTheOtherSchedulerTakesOver() throws SchedulerException {
    Node one = node("quorum-a");
    try (Node two = node("quorum-b")) {
      try (one) {
        fires(one);

        first.kill();
        fires(one);
        assertThat(two.fires()).isEmpty();
      }
      fires(two);
    }
  }

  @Test
  void aJournalIsRefused() {
    assertThatThrownBy(() -> Node.with("quorum-c", "redis", uri(), "lease", "quorum").start())
        .hasMessageContaining("journal")
        .hasMessageContaining("must be off");
  }
}
