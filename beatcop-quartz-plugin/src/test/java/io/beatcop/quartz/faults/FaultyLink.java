package io.beatcop.quartz.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The network between one node and Redis, which can fall silent: connections stay open and new ones
 * are accepted, but nothing arrives in either direction until it is over. Bytes that were sent
 * meanwhile arrive then.
 */
public final class FaultyLink implements AutoCloseable {

  private final ServerSocket listening;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private boolean silent;
  private long delayMillis;

  private FaultyLink(ServerSocket listening, int target) {
    this.listening = listening;
    this.target = target;
  }

  /** Makes a link to a port of this machine. */
  public static FaultyLink to(int target) {
    try {
      FaultyLink link =
          new FaultyLink(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
      thread("accept", link::accept);
      return link;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String uri() {
    return "redis://127.0.0.1:" + listening.getLocalPort();
  }

  /** From now on what is sent arrives so much later, and what is sent meanwhile waits. */
  public synchronized void slowTo(long millis) {
    delayMillis = millis;
  }

  public synchronized void fallSilent() {
    silent = true;
  }

  public synchronized void thaw() {
    silent = false;
    notifyAll();
  }

  private synchronized void awaitThaw() throws InterruptedException {
    while (silent) {
      wait();
    }
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMillis);
    while (end - System.nanoTime() > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
    }
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = opened(listening.accept());
        thread("up", () -> connect(client));
      } catch (IOException e) {
        // Closed: that is how it ends.
      }
    }
  }

  private void connect(Socket client) {
    try (client) {
      awaitThaw();
      try (Socket server = opened(new Socket(InetAddress.getLoopbackAddress(), target))) {
        server.setTcpNoDelay(true);
        client.setTcpNoDelay(true);
        thread("down", () -> pass(server, client));
        pass(client, server);
      }
    } catch (IOException e) {
      // Redis is away: the node learns it by the close.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  private Socket opened(Socket socket) {
    open.add(socket);
    return socket;
  }

  private void pass(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] bytes = new byte[8192];
      for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
        awaitThaw();
        out.write(bytes, 0, length);
      }
      awaitThaw();
    } catch (IOException e) {
      // One of the two hung up: the other one learns it by the close.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(from);
    }
  }

  private static void thread(String duty, Runnable work) {
    Thread thread = new Thread(work, "faulty-link-" + duty);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    thaw();
    try {
      listening.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
