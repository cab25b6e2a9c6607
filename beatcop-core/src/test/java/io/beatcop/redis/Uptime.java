package io.beatcop.redis;

import static org.awaitility.Awaitility.await;

import io.beatcop.testing.RedisServer;
import java.time.Duration;

/** How long a Redis has been up: the lease trusts one only after a ttl (S10). */
record Uptime(RedisServer redis) {

  /** Waits until it has been up that long, and a second for the seconds that were cut off. */
  boolean isAtLeast(Duration ttl) {
    await().atMost(ttl.plusSeconds(20)).until(() -> seconds() > ttl.toSeconds());
    return true;
  }

  private long seconds() {
    String server = redis.command("INFO", "server").orElseThrow().toString();
    return Long.parseLong(server.replaceAll("(?s).*uptime_in_seconds:(\\d+).*", "$1"));
  }
}
