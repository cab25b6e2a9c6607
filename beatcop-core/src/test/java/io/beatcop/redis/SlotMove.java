package io.beatcop.redis;

import io.beatcop.testing.RedisCluster;
import io.beatcop.testing.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.util.JedisClusterCRC16;
import redis.clients.jedis.util.SafeEncoder;

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
    // Operators' reads may have written at the target meanwhile (--cluster-replace).
    command.add("REPLACE");
    command.add("KEYS");
    command.addAll(List.of(keys));
    source.command(command.toArray(String[]::new));
  }

  /** All keys that the slot has left. */
  void takeAllAlong() {
    List<?> keys = (List<?>) source.command("CLUSTER", "GETKEYSINSLOT", slot, "1000").orElseThrow();
    if (!keys.isEmpty()) {
      takeAlong(keys.stream().map(Object::toString).toArray(String[]::new));
    }
  }

  /** Asks the target for something that it is not the owner of yet. */
  String askTarget(String... words) {
    try (Connection connection = new Connection(target.host(), target.port())) {
      connection.sendCommand(Command.ASKING);
      connection.getOne();
      byte[] name = SafeEncoder.encode(words[0]);
      connection.sendCommand(() -> name, words[1]);
      return Optional.ofNullable((byte[]) connection.getOne()).map(SafeEncoder::encode).orElse("");
    }
  }

  void end() {
    target.command("CLUSTER", "SETSLOT", slot, "NODE", targetId);
    source.command("CLUSTER", "SETSLOT", slot, "NODE", targetId);
  }
}
