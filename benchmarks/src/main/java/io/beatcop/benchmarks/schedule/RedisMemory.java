package io.beatcop.benchmarks.schedule;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** What a Redis says of its memory. */
final class RedisMemory {

  private static final String USED = "used_memory:";
  private static final byte[] INLINE = "INFO memory\r\n".getBytes(StandardCharsets.UTF_8);

  private RedisMemory() {}

  /** The bytes that it uses. */
  static long used(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        BufferedReader answers =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      socket.getOutputStream().write(INLINE);
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        if (line.startsWith(USED)) {
          return Long.parseLong(line.substring(USED.length()));
        }
      }
      throw new IOException("Redis says nothing of its memory");
    }
  }
}
