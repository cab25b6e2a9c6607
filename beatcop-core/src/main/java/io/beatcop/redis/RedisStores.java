package io.beatcop.redis;

import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.LeaseStore;
import io.beatcop.lease.QuorumStore;
import io.beatcop.lease.SettingException;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.redis.settings.RedisTopology;
import java.util.List;
import java.util.Optional;

/**
 * Makes the store of a lease for any topology: one server decides, or a majority of several (L10).
 */
public final class RedisStores {

  private RedisStores() {}

  /**
   * Makes a store. It connects when it is asked for the first time.
   *
   * @param settings the lease
   * @param redis where the lease is kept
   * @return the store
   * @throws SettingException if the lease can't be kept there
   */
  public static LeaseStore of(LeaseSettings settings, RedisSettings redis) {
    if (redis.topology() instanceof RedisTopology.Quorum) {
      String start = RedisLeaseStore.newStart();
      return new QuorumStore(
          settings,
          redis.members().stream().map(member -> member(settings, member, start)).toList());
    }
    return new RedisLeaseStore(settings, redis);
  }

  private static QuorumStore.Member member(
      LeaseSettings settings, RedisSettings server, String start) {
    return new QuorumStore.Member(
        server.topology().toString(), new RedisLeaseStore(settings, server, start));
  }

  /**
   * Looks at the lease once, and changes nothing, to learn whether only a user can fix something.
   * Unreachable servers do not count.
   *
   * @param settings the lease
   * @param redis where the lease is kept
   * @return the mistake, if more servers refuse than may be missing
   * @throws SettingException if the lease can't be kept there
   */
  public static Optional<SettingException> refusal(LeaseSettings settings, RedisSettings redis) {
    List<RedisSettings> members = redis.members();
    return FanOut.ask(settings.name(), members, member -> look(settings, member)).stream()
        .filter(Refused.class::isInstance)
        .map(refused -> ((Refused) refused).reason())
        .skip((members.size() - 1) / 2)
        .findFirst();
  }

  private static LeaseAnswer look(LeaseSettings settings, RedisSettings member) {
    try (RedisLeaseStore store = new RedisLeaseStore(settings, member)) {
      return store.look();
    }
  }
}
