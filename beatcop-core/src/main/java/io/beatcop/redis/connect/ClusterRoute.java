package io.beatcop.redis.connect;

import io.beatcop.redis.settings.RedisAddress;
import io.beatcop.redis.settings.RedisAddress.Tcp;
import io.beatcop.redis.settings.RedisTopology.Cluster;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * The route to the node of a Redis Cluster that has the lease's slot. It connects to the node that
 * another one named, else to any seed, which will name it.
 *
 * <p>It does not use Jedis' own cluster client, which sends a request again when it does not know
 * what became of the first.
 */
final class ClusterRoute implements Route {

  private final Dialer dialer;
  private final List<Tcp> seeds;
  private Optional<Tcp> owner = Optional.empty();
  private int firstSeed;

  ClusterRoute(Dialer dialer, Cluster cluster) {
    this.dialer = dialer;
    this.seeds = cluster.seeds();
  }

  @Override
  public Connection connect() {
    Optional<Tcp> known = owner();
    if (known.isPresent()) {
      return dialer.dial(known.get());
    }
    for (int i = 0; i < seeds.size() - 1; i++) {
      try {
        return dialer.sharedBy(seeds.size()).dial(seed());
      } catch (JedisConnectionException e) {
        // Any other seed will do. The error of the last one counts.
        failed();
      }
    }
    return dialer.sharedBy(seeds.size()).dial(seed());
  }

  private synchronized Optional<Tcp> owner() {
    return owner;
  }

  private synchronized Tcp seed() {
    return seeds.get(firstSeed);
  }

  @Override
  public Connection connectTo(RedisAddress address) {
    return dialer.dial(address);
  }

  @Override
  public synchronized void moved(Tcp newOwner) {
    owner = Optional.of(newOwner);
  }

  /** Begins anew, at another seed, since this one may be cut off from the others. */
  @Override
  public synchronized void failed() {
    if (owner.isEmpty()) {
      firstSeed = (firstSeed + 1) % seeds.size();
    }
    owner = Optional.empty();
  }
}
