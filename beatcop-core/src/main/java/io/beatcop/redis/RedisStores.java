package io.beatcop.redis;

import io.beatcop.lease.Internal;
import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.LeaseStore;
import io.beatcop.lease.QuorumGroup;
import io.beatcop.lease.QuorumStore;
import io.beatcop.lease.SettingException;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.redis.settings.RedisTopology;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the store of a lease for any topology: one server decides, or a majority of several (L10).
 */
@Internal
public final class RedisStores {

  private static final Map<Place, WeakReference<QuorumGroup>> QUORUMS = new HashMap<>();

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
    String start = RedisLeaseStore.newStart();
    if (redis.topology() instanceof RedisTopology.Quorum) {
      return new QuorumStore(
          settings,
          redis.members().stream().map(member -> member(settings, member, start)).toList(),
          group(Place.of(settings, redis)));
    }
    return RedisLeaseStore.sharing(settings, redis, start);
  }

  /** The group of all leases of a quorum; it has threads only while one of them is open. */
  private static QuorumGroup group(Place place) {
    synchronized (QUORUMS) {
      QUORUMS.values().removeIf(group -> group.get() == null);
      WeakReference<QuorumGroup> known = QUORUMS.get(place);
      QuorumGroup group = known == null ? null : known.get();
      if (group == null) {
        group = new QuorumGroup(place.redis().topology().toString(), place.ttl());
        QUORUMS.put(place, new WeakReference<>(group));
      }
      return group;
    }
  }

  private static QuorumStore.Member member(
      LeaseSettings settings, RedisSettings server, String start) {
    return new QuorumStore.Member(
        server.topology().toString(), RedisLeaseStore.sharing(settings, server, start));
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
