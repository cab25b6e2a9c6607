package io.beatcop.redis.connect;

import io.beatcop.redis.socket.Sockets;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** A connection that can tell, before anything is sent, whether the other side has closed it. */
final class DialedConnection extends Connection {

  private static final int LOOK_MILLIS = 1;

  private final Once factory;

  /**
   * Opens one socket only. Jedis would open a closed connection again by itself, without the login.
   */
  private static final class Once implements JedisSocketFactory {

    private final Sockets sockets;
    private Socket opened = new Socket();
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
      opened = sockets.createSocket();
      return opened;
    }

    private synchronized Socket opened() {
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

  /**
   * Whether the other side has closed the connection while it was idle, as proxies do. Takes a
   * millisecond if it has not. Call it only while no answer is awaited.
   */
  boolean isClosedByPeer() {
    Socket socket = factory.opened();
    try {
      int timeoutMillis = socket.getSoTimeout();
      socket.setSoTimeout(LOOK_MILLIS);
      try {
        // The end, or data that nobody asked for: either way the connection is of no more use.
        int unused = socket.getInputStream().read();
        return true;
      } catch (SocketTimeoutException e) {
        return false;
      } finally {
        socket.setSoTimeout(timeoutMillis);
      }
    } catch (IOException e) {
      return true;
    }
  }
}
