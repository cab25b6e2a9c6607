package io.beatcop.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** A TCP port of 127.0.0.1 that a server may take, leave for a while, and take again. */
final class FreePort {

  // Below the ports that systems hand to clients (from 32768 on Linux): one of those could be given
  // away while its server is down, even to a client that tries to connect to that very port.
  private static final int FIRST = 20_000;
  private static final int AFTER_LAST = 32_000;
  private static final int BUS = 10_000;
  private static final int AFTER_LAST_WITH_BUS = 22_700;

  /** The ports that this JVM has chosen. It locks a byte of a file for each, for other JVMs. */
  private static final Set<Integer> OURS = new HashSet<>();

  private static final FileChannel LOCKS = open();

  private FreePort() {}

  static int choose() {
    IntStream candidates = ThreadLocalRandom.current().ints(FIRST, AFTER_LAST);
    return candidates.limit(1_000).filter(FreePort::take).findFirst().orElseThrow();
  }

  /** One whose neighbour 10,000 further on is free too: nodes of a cluster talk there. */
  static int chooseWithBus() {
    IntStream candidates = ThreadLocalRandom.current().ints(FIRST, AFTER_LAST_WITH_BUS);
    return candidates
        .limit(1_000)
        .filter(port -> take(port) && take(port + BUS))
        .findFirst()
        .orElseThrow();
  }

  private static FileChannel open() {
    try {
      Path file =
          Path.of(
              System.getProperty("java.io.tmpdir"),
              "beatcop-test-ports-" + System.getProperty("user.name"));
      return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes it for as long as this JVM lives, if it is free and no other JVM has chosen it. */
  private static synchronized boolean take(int port) {
    try {
      return !OURS.contains(port)
          && isFree(port)
          && LOCKS.tryLock(port, 1, false) != null
          && OURS.add(port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      // Taken: that is the answer.
      return false;
    }
  }
}
