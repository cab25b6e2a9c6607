package io.beatcop.redis.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Lease;
import io.beatcop.redis.RedisLease;
import io.beatcop.testing.RedisServer;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis behind a Unix domain socket. */
class UnixSocketIT {

  private static final Duration TTL = Duration.ofSeconds(1);

  @TempDir private Path folder;
  private RedisServer redis;
  private String uri;

  @BeforeEach
  void aRedisThatListensOnASocket() {
    Path socket = folder.resolve("redis.sock");
    redis = RedisServer.local("--unixsocket", socket.toString());
    redis.start();
    uri = "unix://" + socket;
  }

  @AfterEach
  void end() {
    redis.close();
  }

  private Lease lease(String holder, Duration ttl) {
    return RedisLease.builder("unix").redis(uri).holder(holder).ttl(ttl).trustAbsence(true).build();
  }

  @Test
  void aLeaseIsHeldAndHandedOn() {
    try (Lease first = lease("a", Duration.ofMinutes(1));
        Lease second = lease("b", Duration.ofMinutes(1))) {
      first.start();
      second.start();
      assertThat(first.isHeld()).isTrue();

      first.stop();

      await().atMost(Duration.ofSeconds(20)).until(second::isHeld);
    }
  }

  @Test
  void aRedisThatFallsSilentIsNoticedAndUsedAgainWhenItSpeaks() {
    try (Lease lease = lease("a", TTL)) {
      lease.start();
      await().until(lease::isHeld);

      redis.freeze();
      await().until(() -> !lease.isHeld());
      redis.thaw();

      await().until(lease::isHeld);
    }
  }

  @Test
  void aRedisThatIsAwayIsFoundWhenItComes() {
    redis.stop();
    try (Lease lease = lease("a", TTL)) {
      lease.start();
      assertThat(lease.isHeld()).isFalse();

      redis.start();

      await().until(lease::isHeld);
    }
  }

  @Test
  void aReadWaitsForNoLongerThanItsTimeout() throws IOException {
    Path path = folder.resolve("silent.sock");
    try (ServerSocketChannel server = listening(path);
        Socket socket = ChannelSocket.connect(path)) {
      socket.setSoTimeout(50);

      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessage("no answer within 50 ms");
      assertThat(server.isOpen()).isTrue();
    }
  }

  @Test
  void aWriteToWhoDoesNotReadWaitsForNoLongerThanItsTimeout() throws IOException {
    Path path = folder.resolve("deaf.sock");
    try (ServerSocketChannel server = listening(path);
        Socket socket = ChannelSocket.connect(path)) {
      socket.setSoTimeout(50);

      assertThatThrownBy(() -> socket.getOutputStream().write(new byte[10_000_000]))
          .isInstanceOf(SocketTimeoutException.class);
      assertThat(server.isOpen()).isTrue();
    }
  }

  @Test
  void aCloseWakesWhoReads() throws IOException {
    Path path = folder.resolve("closed.sock");
    try (ServerSocketChannel server = listening(path)) {
      Socket socket = ChannelSocket.connect(path);
      CompletableFuture<Integer> reading =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return socket.getInputStream().read();
                } catch (IOException e) {
                  throw new CompletionException(e);
                }
              });
      await().pollDelay(Duration.ofMillis(50)).until(() -> !reading.isDone());

      socket.close();

      assertThatThrownBy(reading::join).hasCauseInstanceOf(IOException.class);
      assertThat(server.isOpen()).isTrue();
    }
  }

  private static ServerSocketChannel listening(Path path) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    assertThat(Files.exists(path)).isTrue();
    return server;
  }
}
