package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The network of the node whose child runs drops everything without a word: with two network
 * namespaces, joined by a cable that can be pulled.
 */
@Slow
class NetworkFaultsIT {

  private static final Duration TTL = Duration.ofSeconds(3);
  private static final String NAMESPACE = "beatcop-test";
  private static final String OUR_END = "beatcop0";
  private static final String ITS_END = "beatcop1";
  private static final String OUR_ADDRESS = "10.213.77.1";
  private static final String ITS_ADDRESS = "10.213.77.2";

  private final RedisServer redis = Leases.redis("--bind", "0.0.0.0", "--protected-mode", "no");

  @TempDir private Path directory;
  private Cluster cluster = Cluster.none();

  @BeforeEach
  void aNodeBehindACable() {
    assumeTrue(
        Commands.isRoot() && Commands.exists("ip"), "only root may make a network namespace");
    removeCable();
    ip("netns", "add", NAMESPACE);
    ip("link", "add", OUR_END, "type", "veth", "peer", "name", ITS_END, "netns", NAMESPACE);
    ip("addr", "add", OUR_ADDRESS + "/30", "dev", OUR_END);
    ip("link", "set", OUR_END, "up");
    ip("-n", NAMESPACE, "addr", "add", ITS_ADDRESS + "/30", "dev", ITS_END);
    ip("-n", NAMESPACE, "link", "set", ITS_END, "up");
    redis.start();
    assumeTrue(!redis.source().contains("ocker"), "Redis is in a container, out of reach");
    cluster = Cluster.of(directory, redis, "redis://" + OUR_ADDRESS + ":" + redis.port(), TTL);
  }

  @AfterEach
  void removeAll() {
    cluster.close();
    redis.close();
    removeCable();
  }

  private static void ip(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "ip";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    assertThat(Commands.run(command)).isEmpty();
  }

  private static void removeCable() {
    // These fail if there is nothing to remove, which is as well.
    Commands.run("ip", "link", "del", OUR_END);
    Commands.run("ip", "netns", "del", NAMESPACE);
  }

  @Test
  void itIsSilentForLongAndComesBack() {
    cluster.start(
        cluster.named("behind").under("ip", "netns", "exec", NAMESPACE),
        ChildKind.DEAF.around(cluster.ticks().ticking("behind")));
    cluster.ticks().awaitChildOf("behind");
    // The other node is beside Redis, and needs no cable.
    cluster
        .start(
            cluster.named("other").with("redis", redis.uri()),
            ChildKind.DEAF.around(cluster.ticks().ticking("other")))
        .awaitWaiting();

    ip("link", "set", OUR_END, "down");
    cluster.ticks().awaitChildOf("other");
    ip("link", "set", OUR_END, "up");
    cluster.node("other").signal("TERM");
    cluster.ticks().awaitChildOf("behind");

    cluster.assertNeverTwo();
    cluster.assertGapsWithin(TTL.plusSeconds(1));
  }
}
