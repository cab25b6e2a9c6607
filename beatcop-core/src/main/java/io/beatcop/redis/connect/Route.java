package io.beatcop.redis.connect;

import io.beatcop.lease.SettingException;
import io.beatcop.redis.settings.RedisAddress;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.redis.settings.RedisTopology.Cluster;
import io.beatcop.redis.settings.RedisTopology.Sentinel;
import io.beatcop.redis.settings.RedisTopology.Single;
import java.time.Duration;
import redis.clients.jedis.Connection;

/**
 * The way to the server that decides about a lease, wherever it is at the moment. Any thread may
 * call it.
 */
public sealed interface Route permits Route.Direct, SentinelRoute, ClusterRoute {

  /**
   * Connects to the server that should have the lease now.
   *
   * @throws redis.clients.jedis.exceptions.JedisException if it can't be found or reached
   * @throws io.beatcop.lease.SettingException if only a user can fix that
   */
  Connection connect();

  /** Notes that a server named the one that has the lease. */
  default void moved(RedisAddress.Tcp owner) {}

  /** Notes that a connection failed, so the lease may be elsewhere. */
  default void failed() {}

  /** Opens a connection to one server of the cluster, for one question. */
  default Connection connectTo(RedisAddress address) {
    throw new IllegalStateException("only a cluster names other servers: " + address);
  }

  static Route of(RedisSettings settings, Duration timeout) {
    Dialer dialer = new Dialer(settings, timeout);
    if (settings.topology() instanceof Single single) {
      return new Direct(dialer, single.address());
    }
    if (settings.topology() instanceof Sentinel sentinel) {
      return new SentinelRoute(dialer, sentinel);
    }
    if (settings.topology() instanceof Cluster cluster) {
      return new ClusterRoute(dialer, cluster);
    }
    throw new SettingException(
        "redis", settings, "names a quorum: its members decide together, not one of them");
  }

  /** The way to the only server. */
  record Direct(Dialer dialer, RedisAddress address) implements Route {
    @Override
    public Connection connect() {
      return dialer.dial(address);
    }
  }
}
