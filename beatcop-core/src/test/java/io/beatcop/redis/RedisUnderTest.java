package io.beatcop.redis;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.LeaseStore;
import io.beatcop.lease.StoreUnderTest;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisServer;
import java.time.Duration;

/** A real Redis, emptied, behind the stores of one lease. */
final class RedisUnderTest implements StoreUnderTest {

  private static final String LEASE = "nightly";

  private final RedisServer redis;
  private final Duration ttl;

  RedisUnderTest(RedisServer redis, Duration ttl) {
    this.redis = redis;
    this.ttl = ttl;
    wipe();
  }

  @Override
  public LeaseStore open(String holder, String start) {
    LeaseSettings settings = LeaseSettings.of(LEASE, ttl).withHolder(holder);
    return new RedisLeaseStore(settings, RedisSettings.parse(redis.uri()), start);
  }

  @Override
  public void wipe() {
    redis.command("FLUSHALL");
  }

  @Override
  public void removeLease() {
    redis.command("DEL", LEASE);
  }

  @Override
  public void setLease(String value) {
    redis.command("SET", LEASE, value);
  }

  @Override
  public void spoilLease() {
    redis.command(
        "EVAL", "redis.call('DEL', KEYS[1]) redis.call('RPUSH', KEYS[1], '')", "1", LEASE);
  }

  @Override
  public void evictToken() {
    redis.command("DEL", "{" + LEASE + "}:token");
  }

  @Override
  public void setToken(String value) {
    redis.command("SET", "{" + LEASE + "}:token", value);
  }

  @Override
  public void evictTerm() {
    redis.command("DEL", "{" + LEASE + "}:term");
  }

  @Override
  public void pause() {
    redis.command("SET", "{" + LEASE + "}:paused", "1764000000000 ops@host to look around");
  }

  @Override
  public void resume() {
    redis.command("DEL", "{" + LEASE + "}:paused");
  }

  @Override
  public void askToStepDown(long token) {
    redis.command("SET", "{" + LEASE + "}:step-down", token + " 1764000000000 ops@host");
  }
}
