package io.beatcop.redis;

import io.beatcop.lease.GroupSettings;
import io.beatcop.lease.LeaseGroup;
import io.beatcop.lease.LeaseGroupListener;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import io.beatcop.lease.balance.Sharing;
import io.beatcop.redis.settings.RedisLogin;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.redis.settings.RedisTopology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Makes a {@link LeaseGroup} on Redis.
 *
 * <p>The lease of slice 3 of the group {@code orders} is {@code {orders}:3}: {@code beatcop
 * status}, {@code history}, {@code pause} and {@code step-down} take that name.
 */
public final class RedisLeaseGroup {

  private RedisLeaseGroup() {}

  /**
   * Begins to set up a group.
   *
   * @param name the name of the group
   * @param slices how many slices the nodes share, from 1 to 1024; the same on all nodes
   * @return the builder
   */
  public static Builder builder(String name, int slices) {
    return new Builder(name, slices);
  }

  /** Collects the settings of a group. Not thread-safe. */
  public static final class Builder {

    /** For how many ttls a preferred node is seen before it gets its slices. */
    private static final int QUIET_TTLS = 6;

    private final String name;
    private final int slices;
    private final List<LeaseGroupListener> listeners = new ArrayList<>();
    private final Map<String, String> redisSettings = new HashMap<>();
    private String redis = "redis://localhost:6379/0";
    private Optional<RedisSettings> where = Optional.empty();
    private Optional<Supplier<RedisLogin>> login = Optional.empty();
    private Duration ttl = LeaseSettings.DEFAULT_TTL;
    private Optional<Duration> timeout = Optional.empty();
    private Optional<Duration> expiringNotice = Optional.empty();
    private Optional<String> holder = Optional.empty();
    private boolean trustAbsence;
    private String label = "";
    private int weight = 1;
    private String prefer = "";
    private Optional<Duration> quiet = Optional.empty();
    private Optional<Integer> most = Optional.empty();

    private Builder(String name, int slices) {
      this.name = name;
      this.slices = slices;
    }

    /**
     * Where Redis is; {@code redis://localhost:6379/0} by default.
     *
     * @param uri as {@link RedisSettings#parse(String)} takes it, but not a quorum
     * @return this builder
     */
    public Builder redis(String uri) {
      this.redis = uri;
      return this;
    }

    /**
     * Where Redis is, in place of the URI, its settings and its login.
     *
     * @param settings where; not a quorum
     * @return this builder
     */
    public Builder redis(RedisSettings settings) {
      this.where = Optional.of(settings);
      return this;
    }

    /**
     * Settings for Redis that are not in the URI. They win over those in it.
     *
     * @param settings values by {@linkplain RedisSettings#NAMES name}
     * @return this builder
     */
    public Builder redisSettings(Map<String, String> settings) {
      redisSettings.putAll(settings);
      return this;
    }

    /**
     * The source of the login at Redis, asked anew for each connection.
     *
     * @param source as {@link RedisSettings#withLogin} takes it
     * @return this builder
     */
    public Builder login(Supplier<RedisLogin> source) {
      this.login = Optional.of(source);
      return this;
    }

    /**
     * How long a grant lasts unless it is renewed; 10 s by default. All nodes should have the same.
     *
     * @param ttl 100 ms to a day
     * @return this builder
     */
    public Builder ttl(Duration ttl) {
      this.ttl = ttl;
      return this;
    }

    /**
     * How long to wait for a connection, and for an answer; a sixth of the ttl by default.
     *
     * @param timeout at most a quarter of the ttl
     * @return this builder
     */
    public Builder timeout(Duration timeout) {
      this.timeout = Optional.of(timeout);
      return this;
    }

    /**
     * How long before the deadline to warn if a slice has not been renewed; a fifth of the ttl by
     * default.
     *
     * @param notice less than half of the ttl
     * @return this builder
     */
    public Builder expiringNotice(Duration notice) {
      this.expiringNotice = Optional.of(notice);
      return this;
    }

    /**
     * The identity of this node; {@code host-pid-random} by default, which is right for most.
     *
     * @param holder a name that no other node has, nor this one had before a restart
     * @return this builder
     */
    public Builder holder(String holder) {
      this.holder = Optional.of(holder);
      return this;
    }

    /**
     * Whether to act at once on a key whose absence nothing explains; off by default. See {@link
     * RedisLease.Builder#trustAbsence}.
     *
     * @param trust whether to trust that a missing key has no holder
     * @return this builder
     */
    public Builder trustAbsence(boolean trust) {
      this.trustAbsence = trust;
      return this;
    }

    /**
     * The label of this node, for {@link #prefer}; none by default.
     *
     * @param label up to 64 characters without spaces
     * @return this builder
     */
    public Builder label(String label) {
      this.label = label;
      return this;
    }

    /**
     * How much of the work this node takes beside the others; 1 by default. A node of weight 2 gets
     * twice as many slices as one of weight 1.
     *
     * @param weight from 1 to 1000
     * @return this builder
     */
    public Builder weight(int weight) {
      this.weight = weight;
      return this;
    }

    /**
     * The label of the nodes that have all slices while there are any; the others are spare. All
     * nodes should prefer the same.
     *
     * @param label the label
     * @return this builder
     */
    public Builder prefer(String label) {
      this.prefer = label;
      return this;
    }

    /**
     * For how long a preferred node is back before it gets its slices; six ttls by default.
     *
     * @param quiet the time
     * @return this builder
     */
    public Builder quiet(Duration quiet) {
      this.quiet = Optional.of(quiet);
      return this;
    }

    /**
     * How many slices one node has at most; without a limit by default. If the nodes may have fewer
     * slices than there are, the rest have no holder. All nodes should have the same.
     *
     * @param slices at least 1
     * @return this builder
     */
    public Builder most(int slices) {
      this.most = Optional.of(slices);
      return this;
    }

    /**
     * Adds a listener.
     *
     * @param listener the listener to call
     * @return this builder
     */
    public Builder listener(LeaseGroupListener listener) {
      listeners.add(listener);
      return this;
    }

    /**
     * Makes the group. It connects when it is started.
     *
     * @return the group
     * @throws SettingException if a setting is wrong, or several make no sense together
     */
    public LeaseGroup build() {
      RedisSettings place = where.orElseGet(this::parsed);
      if (place.topology() instanceof RedisTopology.Quorum) {
        throw new SettingException(
            "redis", place, "must not be a quorum: a group is kept by one server or its replicas");
      }
      GroupSettings settings = settings();
      LeaseGroup group =
          new LeaseGroup(
              settings,
              lease -> RedisStores.of(lease, place),
              new RedisGroupStore(settings, place));
      listeners.forEach(group::addListener);
      return group;
    }

    private RedisSettings parsed() {
      RedisSettings parsed = RedisSettings.parse(redis, redisSettings);
      return login.map(parsed::withLogin).orElse(parsed);
    }

    private GroupSettings settings() {
      if (name.isBlank()) {
        throw new SettingException("group", "'" + name + "'", "must have a name");
      }
      String identity = holder.orElseGet(LeaseSettings::newHolder);
      List<LeaseSettings> leases =
          IntStream.range(0, GroupSettings.checkSlices(slices))
              .mapToObj(number -> lease(GroupKeys.slice(name, number), identity))
              .toList();
      Sharing sharing =
          new Sharing(
              ttl,
              prefer,
              quiet.orElseGet(() -> ttl.multipliedBy(QUIET_TTLS)),
              most.orElse(slices));
      return new GroupSettings(name, leases, label, weight, sharing);
    }

    private LeaseSettings lease(String slice, String identity) {
      return LeaseSettings.of(slice, ttl)
          .withHolder(identity)
          .withTimeout(timeout.orElseGet(() -> LeaseSettings.defaultTimeout(ttl)))
          .withExpiringNotice(
              expiringNotice.orElseGet(() -> LeaseSettings.defaultExpiringNotice(ttl)))
          .withTrustAbsence(trustAbsence);
    }
  }
}
