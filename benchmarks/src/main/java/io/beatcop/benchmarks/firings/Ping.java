package io.beatcop.benchmarks.firings;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** How far away a Redis is: the median round trip of a PING over a connection of its own. */
final class Ping {

  private static final int COUNT = 101;
  private static final byte[] INLINE = "PING\r\n".getBytes(StandardCharsets.UTF_8);

  private Ping() {}

  static double medianMillis(int port) throws IOException {
    Rounds millis = new Rounds();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        BufferedReader answers =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      socket.setTcpNoDelay(true);
      for (int i = 0; i < COUNT; i++) {
        long begin = System.nanoTime();
        socket.getOutputStream().write(INLINE);
        answers.readLine();
        millis.add((System.nanoTime() - begin) / 1e6);
      }
    }
    return millis.median();
  }
}
