package io.beatcop.monitor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers short HTTP requests on one thread that waits for no client: however many are slow, the
 * next one is answered at once. One request per connection.
 */
final class HttpListener implements Runnable, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(HttpMonitor.class);

  /** How long a client may take in all. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final long TICK_MILLIS = 1000;

  /**
   * If there are more, the oldest is closed, so that a crowd neither blocks a probe nor uses up all
   * open files.
   */
  private static final int MOST_CONNECTIONS = 256;

  private final Selector selector;
  private final ServerSocketChannel server;
  private final Function<HttpRequest, HttpAnswer> answers;
  private final Set<HttpConnection> connections = new LinkedHashSet<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(4096);

  /** Begins to listen. Requests are answered when it {@link #run runs}. */
  HttpListener(InetSocketAddress address, Function<HttpRequest, HttpAnswer> answers)
      throws IOException {
    this.answers = answers;
    this.server = ServerSocketChannel.open();
    this.selector = Selector.open();
    try {
      server.bind(address);
      server.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  int port() {
    return server.socket().getLocalPort();
  }

  @Override
  public void run() {
    try {
      while (selector.isOpen()) {
        selector.select(this::ready, connections.isEmpty() ? 0 : TICK_MILLIS);
        endOverdue();
      }
    } catch (ClosedSelectorException e) {
      // The listener was closed.
      log.debug("HTTP ends");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      connections.forEach(HttpConnection::close);
    }
  }

  private void ready(SelectionKey key) {
    if (key.attachment() instanceof HttpConnection connection) {
      proceed(connection);
    } else {
      accept();
    }
  }

  private void proceed(HttpConnection connection) {
    boolean goesOn = false;
    try {
      goesOn = connection.proceed(buffer);
    } catch (IOException | RuntimeException e) {
      log.debug("a client of HTTP is given up", e);
    } finally {
      if (!goesOn) {
        end(connection);
      }
    }
  }

  private void accept() {
    if (connections.size() >= MOST_CONNECTIONS) {
      end(connections.iterator().next());
    }
    try {
      SocketChannel client = server.accept();
      if (client != null) {
        client.configureBlocking(false);
        SelectionKey key = client.register(selector, SelectionKey.OP_READ);
        long untilNanos = System.nanoTime() + PATIENCE.toNanos();
        HttpConnection connection = new HttpConnection(client, key, answers, untilNanos);
        key.attach(connection);
        connections.add(connection);
      }
    } catch (IOException e) {
      log.debug("a client of HTTP can't be accepted", e);
      // There may be too many open files, so the oldest connection is closed.
      connections.stream().findFirst().ifPresent(this::end);
    }
  }

  private void endOverdue() {
    long nowNanos = System.nanoTime();
    for (Iterator<HttpConnection> all = connections.iterator(); all.hasNext(); ) {
      HttpConnection oldest = all.next();
      if (!oldest.isOver(nowNanos)) {
        return;
      }
      oldest.close();
      all.remove();
    }
  }

  private void end(HttpConnection connection) {
    connection.close();
    connections.remove(connection);
  }

  /** Ends at once, even requests under way. */
  @Override
  public void close() {
    try {
      selector.close();
      server.close();
    } catch (IOException e) {
      log.debug("HTTP can't be closed", e);
    }
  }
}
