package io.beatcop.redis.socket;

import io.beatcop.redis.settings.RedisAddress;
import io.beatcop.redis.settings.RedisAddress.Tcp;
import io.beatcop.redis.settings.RedisAddress.Unix;
import io.beatcop.redis.settings.RedisTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.Optional;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Opens the sockets to one address.
 *
 * @param timeoutMillis how long to wait for a connection, and then for each answer
 */
public record Sockets(RedisAddress address, Optional<RedisTls> tls, int timeoutMillis)
    implements JedisSocketFactory {

  @Override
  public Socket createSocket() {
    try {
      Socket socket =
          address instanceof Unix unix ? UnixSocket.connect(unix.path()) : tcp((Tcp) address);
      socket.setSoTimeout(timeoutMillis);
      return new BoundedSocket(socket);
    } catch (IOException e) {
      throw new JedisConnectionException("can't connect to " + address, e);
    }
  }

  private Socket tcp(Tcp tcp) throws IOException {
    // Each time anew: after a fail-over a name may mean another machine.
    InetAddress[] places = NameService.SYSTEM.addresses(tcp.host(), timeoutMillis);
    for (int i = 0; i < places.length - 1; i++) {
      try {
        return connect(new InetSocketAddress(places[i], tcp.port()), timeoutMillis / places.length);
      } catch (IOException e) {
        // A name for several machines: the next one may answer. The error of the last one counts.
      }
    }
    return connect(
        new InetSocketAddress(places[places.length - 1], tcp.port()),
        timeoutMillis / places.length);
  }

  private Socket connect(InetSocketAddress place, int millis) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      socket.connect(place, Math.max(1, millis));
      // Without this the handshake would never end if the peer says nothing.
      socket.setSoTimeout(timeoutMillis);
      return tls.isPresent()
          ? new TlsSockets(tls.get()).wrap(socket, ((Tcp) address).host())
          : socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }
}
