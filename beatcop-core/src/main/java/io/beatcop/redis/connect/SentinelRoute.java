package io.beatcop.redis.connect;

import io.beatcop.lease.SettingException;
import io.beatcop.redis.settings.RedisAddress.Tcp;
import io.beatcop.redis.settings.RedisTopology.Sentinel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The way to the master that sentinels know. For each connection the sentinels are asked in turn,
 * and the master is asked for its role.
 *
 * <p>Source: "Guidelines for Redis clients with support for Redis Sentinel".
 */
final class SentinelRoute implements Route {

  private final Dialer dialer;
  private final Sentinel topology;
  private List<Tcp> order;

  SentinelRoute(Dialer dialer, Sentinel topology) {
    this.dialer = dialer;
    this.topology = topology;
    this.order = topology.sentinels();
  }

  @Override
  public Connection connect() {
    Tcp master = master();
    Connection connection = dialer.dial(master);
    try {
      checkRole(connection, master);
      return connection;
    } catch (JedisException e) {
      RedisConnection.closeQuietly(connection);
      throw e;
    }
  }

  private Tcp master() {
    List<RuntimeException> troubles = new ArrayList<>();
    for (Tcp sentinel : order()) {
      try {
        Optional<Tcp> master = ask(sentinel);
        if (master.isPresent()) {
          prefer(sentinel);
          return master.get();
        }
      } catch (JedisException | SettingException e) {
        troubles.add(e);
      }
    }
    throw noMaster(troubles);
  }

  /**
   * An error that a retry may fix goes before one that it can't: another sentinel may know more.
   */
  private RuntimeException noMaster(List<RuntimeException> troubles) {
    String master = topology.master();
    return troubles.stream()
        .filter(JedisException.class::isInstance)
        .findFirst()
        .<RuntimeException>map(
            e -> new JedisConnectionException("no sentinel says where " + master + " is", e))
        .or(() -> troubles.stream().findFirst())
        .orElseGet(
            () ->
                new SettingException(
                    "redis", dialer.settings(), "the sentinels know no master '" + master + "'"));
  }

  private Optional<Tcp> ask(Tcp sentinel) {
    try (Connection connection =
        dialer.sharedBy(topology.sentinels().size()).dial(sentinel, topology.login(), 0)) {
      connection.sendCommand(Command.SENTINEL, "get-master-addr-by-name", topology.master());
      if (!(connection.getOne() instanceof List<?> address) || address.size() != 2) {
        return Optional.empty();
      }
      OptionalInt port = RedisText.port(text(address.get(1)));
      return port.isPresent()
          ? Optional.of(new Tcp(text(address.get(0)), port.getAsInt()))
          : Optional.empty();
    } catch (JedisDataException e) {
      throw RedisErrors.ofSentinel(e, sentinel, dialer.settings());
    }
  }

  /** Refuses a server that is not the master: it takes no writes, or loses them later. */
  private static void checkRole(Connection connection, Tcp address) {
    try {
      connection.sendCommand(Command.ROLE);
      if (connection.getOne() instanceof List<?> role && !text(role.get(0)).equals("master")) {
        throw new JedisConnectionException(
            address + " is no master, though a sentinel says so: it is a " + text(role.get(0)));
      }
    } catch (JedisDataException e) {
      // A user without the right, or a server that wants a login first: the script will tell.
    }
  }

  private static String text(@Nullable Object bulk) {
    return bulk instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "";
  }

  private synchronized List<Tcp> order() {
    return order;
  }

  private synchronized void prefer(Tcp sentinel) {
    List<Tcp> others = new ArrayList<>(topology.sentinels());
    others.remove(sentinel);
    others.add(0, sentinel);
    order = List.copyOf(others);
  }
}
