package io.beatcop.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A way to Redis that can lose the subscriptions that go over it, as a firewall does that forgets a
 * connection: both ends believe that it is open, and nothing arrives any more.
 */
final class SilentRelay implements AutoCloseable {

  private final ServerSocket door;
  private final int redisPort;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile boolean isCut;
  private final List<AtomicBoolean> subscriptions = new CopyOnWriteArrayList<>();

  SilentRelay(int redisPort) {
    this.redisPort = redisPort;
    try {
      this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    begin("door", this::accept);
  }

  String uri() {
    return "redis://127.0.0.1:" + door.getLocalPort();
  }

  /** How many connections were ever used to subscribe. */
  int subscriptions() {
    return subscriptions.size();
  }

  /** Loses those that there are. */
  void loseSubscriptions() {
    subscriptions.forEach(silent -> silent.set(true));
  }

  /** Loses all that is sent from now on, either way, until it is told otherwise. */
  void cut(boolean cut) {
    isCut = cut;
  }

  private void accept() throws IOException {
    while (!door.isClosed()) {
      Socket client = door.accept();
      Socket redis = new Socket(InetAddress.getLoopbackAddress(), redisPort);
      sockets.add(client);
      sockets.add(redis);
      AtomicBoolean silent = new AtomicBoolean();
      begin("there", () -> pump(client, redis, silent, true));
      begin("back", () -> pump(redis, client, silent, false));
    }
  }

  private void pump(Socket from, Socket to, AtomicBoolean silent, boolean isClient)
      throws IOException {
    byte[] buffer = new byte[8192];
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
      String text = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
      if (isClient && text.contains("SUBSCRIBE") && !subscriptions.contains(silent)) {
        subscriptions.add(silent);
      }
      if (!silent.get() && !isCut) {
        out.write(buffer, 0, length);
        out.flush();
      }
    }
    from.close();
    to.close();
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void begin(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // One end is closed: so is the way.
              }
            },
            "relay-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      door.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
