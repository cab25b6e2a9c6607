package io.beatcop.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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

  /** Tests run in so many JVMs side by side at most: each has ports of its own. */
  private static final int FORKS = 8;

  private static final int FORK = Integer.getInteger("beatcop.test.fork", 0) % FORKS;

  private FreePort() {}

  static int choose() {
    IntStream candidates = ThreadLocalRandom.current().ints(FIRST, AFTER_LAST);
    return candidates.limit(1_000).filter(FreePort::isFree).findFirst().orElseThrow();
  }

  /** One whose neighbour 10,000 further on is free too: nodes of a cluster talk there. */
  static int chooseWithBus() {
    IntStream candidates = ThreadLocalRandom.current().ints(FIRST, AFTER_LAST_WITH_BUS);
    return candidates
        .limit(1_000)
        .filter(port -> isFree(port) && isFree(port + BUS))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isFree(int port) {
    if (port % FORKS != FORK) {
      return false;
    }
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      // Taken: that is the answer.
      return false;
    }
  }
}
