package io.beatcop.process;

import io.beatcop.testing.RedisServer;
import java.util.concurrent.atomic.AtomicInteger;

/** Leases for tests. */
final class Leases {

  private static final AtomicInteger made = new AtomicInteger();

  private Leases() {}

  /** A new lease that Redis believes to have been released, so that nobody has to wait for it. */
  static String released(RedisServer redis) {
    String name = "lease-" + made.incrementAndGet();
    redis.command("SET", "{" + name + "}:token", "1");
    redis.command("SET", "{" + name + "}:term", "released");
    return name;
  }
}
