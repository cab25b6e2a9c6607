package io.beatcop.redis;

import io.beatcop.lease.SettingException;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.redis.settings.RedisTopology;
import java.util.List;
import java.util.stream.Stream;
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

  /** The keys as every script of the lease is given them, in this order. */
  List<String> declared() {
    return Stream.of(forRules(), forOperators()).flatMap(List::stream).toList();
  }

  /** The keys that the rules go by, which are there as long as the lease is held. */
  List<String> forRules() {
    return List.of(lease, token, term);
  }

  /** The keys by which operators speak to nodes and learn of them; most are missing mostly. */
  List<String> forOperators() {
    return List.of(
        companion(lease, "paused"),
        companion(lease, "step-down"),
        companion(lease, "history"),
        companion(lease, "waiting"),
        companion(lease, "renewed"));
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

  /**
   * Sees that all of them can be kept there together.
   *
   * @throws SettingException if it is a Redis Cluster, and they have different slots
   */
  void checkFit(RedisSettings redis) {
    if (redis.topology() instanceof RedisTopology.Cluster && !shareSlot()) {
      throw new SettingException(
          "lease",
          lease,
          "can't be kept on a Redis Cluster, where all keys of a lease must be in one hash slot: a"
              + " name with {} or a } before any {tag} has no such keys, choose one without");
    }
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
