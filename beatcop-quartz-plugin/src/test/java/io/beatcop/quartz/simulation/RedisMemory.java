package io.beatcop.quartz.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.quartz.TriggerKey;

/**
 * The memory of the simulated Redis: strings that may expire, and hashes. It can forget all, or
 * what was written lately.
 */
final class RedisMemory {

  /** The key of the lease; its value is the holder. */
  static final String LEASE = "lease";

  /** The key of the token of the last grant. */
  static final String TOKEN = "lease:token";

  private static final long UNSAVED_MICROS = 1_000_000;

  private record Value(String text, long expiresMicros) {}

  private record Change(long micros, Runnable undo) {}

  private final FireTimeline timeline;
  private final FireChecker checker;
  private final Map<String, Value> strings = new HashMap<>();
  private final Map<String, Map<String, String>> hashes = new HashMap<>();
  private final Deque<Change> unsaved = new ArrayDeque<>();

  RedisMemory(FireTimeline timeline, FireChecker checker) {
    this.timeline = timeline;
    this.checker = checker;
  }

  /** Redis' clock, which is right. */
  long timeMillis() {
    return timeline.nowMillis();
  }

  Optional<String> get(String key) {
    return Optional.ofNullable(strings.get(key))
        .filter(value -> value.expiresMicros > timeline.nowMicros())
        .map(Value::text);
  }

  void set(String key, String text) {
    put(strings, key, new Value(text, Long.MAX_VALUE));
  }

  void set(String key, String text, long expiryMicros) {
    put(strings, key, new Value(text, timeline.nowMicros() + expiryMicros));
  }

  void delete(String key) {
    drop(strings, key);
    drop(hashes, key);
  }

  Optional<String> hashGet(String key, String field) {
    return Optional.ofNullable(hash(key).get(field));
  }

  void hashSet(String key, String field, String value) {
    put(hashes.computeIfAbsent(key, absent -> new LinkedHashMap<>()), field, value);
  }

  void hashDelete(String key, String field) {
    drop(hash(key), field);
  }

  Map<String, String> hash(String key) {
    return hashes.getOrDefault(key, Map.of());
  }

  /**
   * Not a command: tells the checker that from now on these slots are claimed for this node, so
   * that nobody else may fire them. Each script that claims says so.
   */
  void observeClaim(TriggerKey trigger, long firstMillis, long lastMillis, String holder) {
    checker.claimed(trigger, firstMillis, lastMillis, holder);
  }

  /** Not a command: tells the checker that the journal has taken a write of a term. */
  void observeWritten(long token) {
    checker.written(token);
  }

  /** Not a command: tells the checker that a node has told again what it fired. */
  void observeTold(String node) {
    checker.told(node);
  }

  void forgetAll() {
    strings.clear();
    hashes.clear();
    unsaved.clear();
  }

  /** Forgets what was written in the last second. */
  void forgetUnsaved() {
    forgetOlder();
    while (!unsaved.isEmpty()) {
      unsaved.removeLast().undo.run();
    }
  }

  private <V> void put(Map<String, V> map, String key, V value) {
    V old = map.put(key, value);
    if (old == null) {
      changed(() -> map.remove(key));
    } else {
      changed(() -> map.put(key, old));
    }
  }

  private <V> void drop(Map<String, V> map, String key) {
    if (map.containsKey(key)) {
      V old = map.remove(key);
      if (old != null) {
        changed(() -> map.put(key, old));
      }
    }
  }

  private void changed(Runnable undo) {
    unsaved.add(new Change(timeline.nowMicros(), undo));
    forgetOlder();
  }

  private void forgetOlder() {
    while (!unsaved.isEmpty()
        && unsaved.getFirst().micros < timeline.nowMicros() - UNSAVED_MICROS) {
      unsaved.removeFirst();
    }
  }
}
