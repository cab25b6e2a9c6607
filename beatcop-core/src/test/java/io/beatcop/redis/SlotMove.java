package io.beatcop.redis;

import io.beatcop.testing.RedisCluster;
import io.beatcop.testing.RedisServer;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.util.JedisClusterCRC16;

/** The move of a key's slot to another master, step by step, as {@code redis-cli} does it. */
final class SlotMove {

  private final String slot;
  private final RedisServer source;
  private final RedisServer target;
  private final String sourceId;
  private final String targetId;

  SlotMove(RedisCluster cluster, String key) {
    this.slot = String.valueOf(JedisClusterCRC16.getSlot(key));
    this.source = cluster.ownerOf(key);
    this.target = cluster.strangerTo(key);
    this.sourceId = cluster.id(source);
    this.targetId = cluster.id(target);
  }

  RedisServer target() {
    return target;
  }

  void begin() {
    target.command("CLUSTER", "SETSLOT", slot, "IMPORTING", sourceId);
    source.command("CLUSTER", "SETSLOT", slot, "MIGRATING", targetId);
  }

  void takeAlong(String... keys) {
    List<String> command =
        new ArrayList<>(
            List.of("MIGRATE", target.host(), String.valueOf(target.port()), "", "0", "5000"));
    command.add("KEYS");
    command.addAll(List.of(keys));
    source.command(command.toArray(String[]::new));
  }

  /** All keys that the slot has. */
  void takeAllAlong() {
    List<?> keys = (List<?>) source.command("CLUSTER", "GETKEYSINSLOT", slot, "1000").orElseThrow();
    takeAlong(keys.stream().map(Object::toString).toArray(String[]::new));
  }

  void end() {
    target.command("CLUSTER", "SETSLOT", slot, "NODE", targetId);
    source.command("CLUSTER", "SETSLOT", slot, "NODE", targetId);
  }
}
