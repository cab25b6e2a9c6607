package io.beatcop.redis;

import io.beatcop.lease.Internal;
import io.beatcop.lease.SettingException;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.redis.settings.RedisTopology;
import java.util.List;
import java.util.stream.Stream;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * The key names of one lease, all in one hash slot (L1).
 *
 * @param lease the lease itself: its name, byte for byte, as in BeatCop 1.0
 * @param token the last fencing token
 * @param term the term that was written last
 * @param channel where a release is published
 */
@Internal
public record LeaseKeys(String lease, String token, String term, String channel) {

  /**
   * The keys of a lease.
   *
   * @param name the name of the lease
   * @param database the Redis database: it is part of the channel's name, since channels know no
   *     databases
   * @return the keys
   */
  public static LeaseKeys of(String name, int database) {
    return new LeaseKeys(
        name,
        companion(name, "token"),
        companion(name, "term"),
        companion(name, "released:" + database));
  }

  /** The keys that every script of the lease gets, in this order. */
  List<String> declared() {
    return Stream.of(forRules(), forOperators()).flatMap(List::stream).toList();
  }

  /** The keys that the rules need. They exist as long as the lease is held. */
  List<String> forRules() {
    return List.of(lease, token, term);
  }

  /**
   * The keys for the requests of operators, and for what they are shown. Most are missing most of
   * the time.
   */
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
   * @param what the purpose of the key
   * @return the key
   */
  public static String companion(String name, String what) {
    // A name with a hash tag gets its slot from the tag; any other name becomes the tag.
    return (hasHashTag(name) ? name : "{" + name + "}") + ":" + what;
  }

  /**
   * Checks that Redis can keep all keys together.
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

  /** Whether a Redis Cluster keeps all keys together. */
  boolean shareSlot() {
    return JedisClusterCRC16.getSlot(lease) == JedisClusterCRC16.getSlot(token);
  }

  private static boolean hasHashTag(String name) {
    int open = name.indexOf('{');
    return open >= 0 && name.indexOf('}', open + 1) > open + 1;
  }
}
