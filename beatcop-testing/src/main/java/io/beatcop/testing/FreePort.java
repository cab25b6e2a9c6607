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

  private FreePort() {}

  static int choose() {
    IntStream candidates = ThreadLocalRandom.current().ints(FIRST, AFTER_LAST);
    return candidates.limit(100).filter(FreePort::isFree).findFirst().orElseThrow();
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
