package io.beatcop.redis;

import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * The key names of one lease, all in one hash slot (L1).
 *
 * @param lease the lease itself: its name, byte for byte, as BeatCop 1.0 has it
 * @param token the last fencing token
 * @param term who wrote to the lease last
 * @param channel where a release is published
 */
public record LeaseKeys(String lease, String token, String term, String channel) {

  /**
   * The keys of a lease.
   *
   * @param name the name of the lease
   * @param database the Redis database, since channels know no databases
   * @return the keys
   */
  public static LeaseKeys of(String name, int database) {
    return new LeaseKeys(
        name,
        companion(name, "token"),
        companion(name, "term"),
        companion(name, "released:" + database));
  }

  /**
   * A key that belongs to a lease, in the same hash slot.
   *
   * @param name the name of the lease
   * @param what what the key is for
   * @return the key
   */
  public static String companion(String name, String what) {
    // A name with a hash tag of its own has its slot from there; another one becomes the tag.
    return (hasHashTag(name) ? name : "{" + name + "}") + ":" + what;
  }

  /** Whether a Redis Cluster keeps all of them together. */
  boolean shareSlot() {
    return JedisClusterCRC16.getSlot(lease) == JedisClusterCRC16.getSlot(token);
  }

  private static boolean hasHashTag(String name) {
    int open = name.indexOf('{');
    return open >= 0 && name.indexOf('}', open + 1) > open + 1;
  }
}
