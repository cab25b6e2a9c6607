package io.beatcop.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Answers all that it is asked with one error, as a Redis that is too old to know scripts. */
final class OldRedis implements AutoCloseable {

  private final byte[] error;
  private final ServerSocket server;

  OldRedis() throws IOException {
    this("ERR unknown command 'EVALSHA'");
  }

  OldRedis(String error) throws IOException {
    this.error = ("-" + error + "\r\n").getBytes(StandardCharsets.US_ASCII);
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "old-redis");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  private void serve() {
    try {
      while (true) {
        try (Socket client = server.accept()) {
          answer(client);
        }
      }
    } catch (IOException e) {
      // Closed.
      return;
    }
  }

  private void answer(Socket client) throws IOException {
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      // The array that each command is.
      if (line.startsWith("*")) {
        client.getOutputStream().write(error);
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
