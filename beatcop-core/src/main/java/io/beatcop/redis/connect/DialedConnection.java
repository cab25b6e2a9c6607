package io.beatcop.redis.connect;

import io.beatcop.redis.socket.BoundedSocket;
import io.beatcop.redis.socket.Sockets;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * A connection that can tell, before anything is sent, whether the other side has closed it, and
 * that can wait beyond its timeout.
 */
final class DialedConnection extends Connection {

  private static final int LOOK_MILLIS = 1;

  private final Once factory;

  /**
   * Opens one socket only. Jedis would open a closed connection again by itself, without the login.
   */
  private static final class Once implements JedisSocketFactory {

    private final Sockets sockets;
    private @Nullable BoundedSocket opened;
    private boolean isOpened;

    private Once(Sockets sockets) {
      this.sockets = sockets;
    }

    @Override
    public synchronized Socket createSocket() {
      if (isOpened) {
        throw new JedisConnectionException("the connection was closed");
      }
      isOpened = true;
      BoundedSocket socket = sockets.createSocket();
      opened = socket;
      return socket;
    }

    private synchronized @Nullable BoundedSocket opened() {
      return opened;
    }
  }

  private DialedConnection(Once factory, JedisClientConfig config) {
    super(factory, config);
    this.factory = factory;
  }

  static DialedConnection open(Sockets sockets, JedisClientConfig config) {
    return new DialedConnection(new Once(sockets), config);
  }

  /** Sets what to ask when nothing has come for the timeout: whether to go on waiting. */
  void onSilence(BooleanSupplier goesOn) {
    BoundedSocket socket = factory.opened();
    if (socket != null) {
      socket.onSilence(goesOn);
    }
  }

  /**
   * Whether the other side has closed the connection while it was idle, as proxies do. Does not
   * wait, unless TLS has something to read. Call it only while no answer is awaited.
   */
  boolean isClosedByPeer() {
    BoundedSocket socket = factory.opened();
    try {
      return socket == null || !(socket.isQuiet() || isOpen(socket));
    } catch (IOException e) {
      return true;
    }
  }

  /** Tells the end, and data that nobody asked for, from what TLS sends for itself. */
  private static boolean isOpen(Socket socket) throws IOException {
    int timeoutMillis = socket.getSoTimeout();
    socket.setSoTimeout(LOOK_MILLIS);
    try {
      int unused = socket.getInputStream().read();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    } finally {
      socket.setSoTimeout(timeoutMillis);
    }
  }
}
