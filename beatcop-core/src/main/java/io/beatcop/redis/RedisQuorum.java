package io.beatcop.redis;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.LeaseStore;
import io.beatcop.lease.QuorumStore;
import java.util.List;

/** A lease's store on several independent Redis servers, of which a majority decides (L10). */
public final class RedisQuorum {

  private RedisQuorum() {}

  /**
   * Makes a store; nothing is connected until it is asked.
   *
   * @param settings the lease
   * @param servers where it is kept: three, five or more servers that know nothing of each other
   * @return the store
   * @throws io.beatcop.lease.SettingException if there are fewer than three different ones
   */
  public static LeaseStore of(LeaseSettings settings, List<RedisSettings> servers) {
    return new QuorumStore(
        settings, servers.stream().map(server -> member(settings, server)).toList());
  }

  private static QuorumStore.Member member(LeaseSettings settings, RedisSettings server) {
    return new QuorumStore.Member(
        server.host() + ":" + server.port(), new RedisLeaseStore(settings, server));
  }
}
