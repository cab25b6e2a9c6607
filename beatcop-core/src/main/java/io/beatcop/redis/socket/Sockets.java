package io.beatcop.redis.socket;

import io.beatcop.redis.settings.RedisAddress;
import io.beatcop.redis.settings.RedisAddress.Tcp;
import io.beatcop.redis.settings.RedisAddress.Unix;
import io.beatcop.redis.settings.RedisTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
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
  public BoundedSocket createSocket() {
    try {
      ChannelSocket channel =
          address instanceof Unix unix ? ChannelSocket.connect(unix.path()) : tcp((Tcp) address);
      // Without this the handshake would never end if the peer says nothing.
      channel.setSoTimeout(timeoutMillis);
      return new BoundedSocket(encrypted(channel), channel);
    } catch (IOException e) {
      throw new JedisConnectionException("can't connect to " + address, e);
    }
  }

  private ChannelSocket tcp(Tcp tcp) throws IOException {
    // Each time anew: after a fail-over a name may mean another machine.
    InetAddress[] places = NameService.SYSTEM.addresses(tcp.host(), timeoutMillis);
    int millis = Math.max(1, timeoutMillis / places.length);
    for (int i = 0; i < places.length - 1; i++) {
      try {
        return ChannelSocket.connect(new InetSocketAddress(places[i], tcp.port()), millis);
      } catch (IOException e) {
        // A name for several machines: the next one may answer. The error of the last one counts.
      }
    }
    return ChannelSocket.connect(
        new InetSocketAddress(places[places.length - 1], tcp.port()), millis);
  }

  private Socket encrypted(ChannelSocket channel) throws IOException {
    if (tls.isEmpty() || !(address instanceof Tcp tcp)) {
      return channel;
    }
    try {
      return new TlsSockets(tls.get()).wrap(channel, tcp);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }
}
