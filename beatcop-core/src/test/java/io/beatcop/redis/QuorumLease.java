package io.beatcop.redis;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.QuorumStore;
import io.beatcop.redis.settings.RedisSettings;
import java.time.Duration;
import java.util.stream.Stream;

/** Makes leases on several servers. */
final class QuorumLease {

  private QuorumLease() {}

  /** With the URIs of the servers in a list with commas. */
  static Lease of(String lease, String holder, String redis, Duration ttl) {
    LeaseSettings settings = LeaseSettings.of(lease, ttl).withHolder(holder);
    return new Lease(
        settings,
        new QuorumStore(
            settings, Stream.of(redis.split(",")).map(uri -> member(settings, uri)).toList()));
  }

  /** Each has a login of its own, which one URI for all of them could not say. */
  private static QuorumStore.Member member(LeaseSettings settings, String uri) {
    RedisSettings server = RedisSettings.parse(uri);
    return new QuorumStore.Member(
        server.topology().toString(), new RedisLeaseStore(settings, server));
  }

  /** The servers as one URI. */
  static String uri(String redis) {
    return "redis+quorum://" + redis.replace("redis://", "").replaceAll("/\\d+", "");
  }
}
