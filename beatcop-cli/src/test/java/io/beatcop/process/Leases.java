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
   * A Redis that waits for no disk: what it has written survives its death all the same, and a slow
   * disk must not look like a slow Redis.
   */
  static RedisServer redis(String... further) {
    List<String> arguments = new ArrayList<>(List.of("--appendfsync", "no"));
    arguments.addAll(List.of(further));
    return RedisServer.withArguments(arguments.toArray(String[]::new));
  }

  /** A new lease that Redis believes to have been released, so that nobody has to wait for it. */
  static String released(RedisServer redis) {
    String name = "lease-" + made.incrementAndGet();
    redis.command("SET", "{" + name + "}:token", "1");
    redis.command("SET", "{" + name + "}:term", "released");
    return name;
  }
}
