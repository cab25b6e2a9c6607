package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What systemd is told, with a socket in its place: Python's, since Java has none for datagrams.
 */
@Slow
class SystemdIT {

  @RegisterExtension static final RedisServer redis = Leases.redis();

  private static final String SOCKET =
      """
      import socket, sys
      listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      listening.bind(sys.argv[1])
      print("listening", flush=True)
      while True:
          print(listening.recv(4096).decode(), flush=True)
      """;

  @TempDir private Path directory;
  private Optional<Process> systemd = Optional.empty();

  @BeforeEach
  void listenInTheStead() throws IOException {
    assumeTrue(Commands.exists("python3"), "left out: there is no python3");
    systemd =
        Optional.of(
            new ProcessBuilder("python3", "-c", SOCKET, socket().toString())
                .redirectOutput(told().toFile())
                .start());
    await().until(() -> Files.readString(told()).contains("listening"));
  }

  @AfterEach
  void listenNoMore() {
    systemd.ifPresent(Process::destroy);
  }

  private Path socket() {
    return directory.resolve("notify");
  }

  private Path told() {
    return directory.resolve("told");
  }

  @Test
  void systemdLearnsOfANodesStateAndThatItIsAlive() {
    try (Cluster cluster = Cluster.of(directory, redis)) {
      Node node =
          cluster.start(
              cluster
                  .named("node")
                  .environment("NOTIFY_SOCKET", socket().toString())
                  .environment("WATCHDOG_USEC", "2000000"),
              List.of("sh", "-c", "env >" + directory.resolve("environment") + "; exec sleep 60"));

      await()
          .untilAsserted(
              () ->
                  assertThat(Files.readString(told()))
                      .containsSubsequence(
                          "READY=1\nSTATUS=waiting for ", "STATUS=running pid ", "WATCHDOG=1"));
      assertThat(directory.resolve("environment"))
          .content()
          .doesNotContain("NOTIFY_SOCKET", "WATCHDOG_USEC");

      node.signal("TERM");

      await().untilAsserted(() -> assertThat(Files.readString(told())).contains("STOPPING=1"));
    }
  }
}
