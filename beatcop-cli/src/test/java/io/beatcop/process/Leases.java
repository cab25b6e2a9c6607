package io.beatcop.process;

import io.beatcop.testing.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Leases for tests. */
final class Leases {

  private static final AtomicInteger made = new AtomicInteger();

  private Leases() {}

  /**
   * A Redis that waits for no disk: its writes survive its death all the same, and a slow disk must
   * not look like a slow Redis.
   */
  static RedisServer redis(String... further) {
    List<String> arguments = new ArrayList<>(List.of("--appendfsync", "no"));
    arguments.addAll(List.of(further));
    return RedisServer.withArguments(arguments.toArray(String[]::new));
  }

  /** A new lease that Redis believes to have been released, so that nobody has to wait for it. */
  static String released(RedisServer redis) {
    String name = unused();
    release(name, redis, "1");
    return name;
  }

  /** The name of a new lease. */
  static String unused() {
    return "lease-" + made.incrementAndGet();
  }

  /** Redis believes that it was released after a term with this token. */
  static void release(String name, RedisServer redis, String token) {
    redis.command("SET", "{" + name + "}:token", token);
    redis.command("SET", "{" + name + "}:term", "released");
  }
}
