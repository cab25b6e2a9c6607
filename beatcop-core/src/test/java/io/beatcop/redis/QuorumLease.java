package io.beatcop.redis;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseSettings;
import java.time.Duration;

/** Makes leases on several servers. */
final class QuorumLease {

  private QuorumLease() {}

  /** With the URIs of the servers in a list with commas. */
  static Lease of(String lease, String holder, String redis, Duration ttl) {
    LeaseSettings settings =
        new LeaseSettings(
            lease,
            holder,
            ttl,
            LeaseSettings.defaultTimeout(ttl),
            LeaseSettings.defaultExpiringNotice(ttl),
            false);
    return new Lease(settings, RedisStores.of(settings, RedisSettings.parse(uri(redis))));
  }

  /** The servers as one URI. */
  static String uri(String redis) {
    return "redis+quorum://" + redis.replace("redis://", "").replaceAll("/\\d+", "");
  }
}
