package io.beatcop.redis;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.redis.settings.RedisTopology;
import java.time.Duration;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * The properties that leases must have in common to share connections and threads (M1).
 *
 * <p>In a Redis Cluster that is the slot too, since the node of another slot may be down (M2). And
 * it is the times: the shortest timeout must not decide for all.
 */
record Place(RedisSettings redis, Duration ttl, Duration timeout, int slot) {

  static Place of(LeaseSettings lease, RedisSettings redis) {
    boolean isInCluster = redis.topology() instanceof RedisTopology.Cluster;
    int slot = isInCluster ? JedisClusterCRC16.getSlot(lease.name()) : 0;
    return new Place(redis, lease.ttl(), lease.timeout(), slot);
  }

  /**
   * Few places are of the same times. The code that Java makes for a record at run time would delay
   * the start of each node by more than all else that is done with a place.
   */
  @Override
  public int hashCode() {
    return 31 * ttl.hashCode() + timeout.hashCode();
  }

  boolean isInCluster() {
    return redis.topology() instanceof RedisTopology.Cluster;
  }
}
