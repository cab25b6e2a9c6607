package io.beatcop.redis;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseListener;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.redis.settings.RedisLogin;
import io.beatcop.redis.settings.RedisSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes a {@link Lease} on Redis.
 *
 * <pre>{@code
 * try (Lease lease = RedisLease.builder("nightly").redis("redis://redis.internal:6379").build()) {
 *   lease.start();
 *   ...
 *   if (lease.isHeld()) {
 *     work(lease.token());
 *   }
 * }
 * }</pre>
 */
public final class RedisLease {

  private RedisLease() {}

  /**
   * Begins to set up a lease.
   *
   * @param name the name of the lease, which is its key in Redis
   * @return the builder
   */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /** Collects the settings of a lease. Not thread-safe. */
  public static final class Builder {

    private final String name;
    private final List<LeaseListener> listeners = new ArrayList<>();
    private String redis = "redis://localhost:6379/0";
    private final Map<String, String> redisSettings = new HashMap<>();
    private Optional<Supplier<RedisLogin>> login = Optional.empty();
    private Duration ttl = LeaseSettings.DEFAULT_TTL;
    private Optional<String> holder = Optional.empty();
    private Optional<Duration> timeout = Optional.empty();
    private Optional<Duration> expiringNotice = Optional.empty();
    private boolean trustAbsence;
    private Duration deference = Duration.ZERO;

    private Builder(String name) {
      this.name = name;
    }

    /**
     * Where Redis is; {@code redis://localhost:6379/0} by default.
     *
     * @param uri as {@link RedisSettings#parse(String)} takes it
     * @return this builder
     */
    public Builder redis(String uri) {
      this.redis = uri;
      return this;
    }

    /**
     * Settings for Redis that are not in the URI, such as a password from a file. They win over
     * those in it.
     *
     * @param settings values by {@linkplain RedisSettings#NAMES name}
     * @return this builder
     */
    public Builder redisSettings(Map<String, String> settings) {
      redisSettings.putAll(settings);
      return this;
    }

    /**
     * The source of the login at Redis. It is asked anew for each connection, so that a password
     * can change without a restart. It wins over the login in the URI.
     *
     * @param source as {@link RedisSettings#withLogin} takes it
     * @return this builder
     */
    public Builder login(Supplier<RedisLogin> source) {
      this.login = Optional.of(source);
      return this;
    }

    /**
     * How many replicas must have a grant or a renewal before it counts; none by default. Set it to
     * all of them, so that whichever is promoted knows the lease (L10).
     *
     * @param replicas from 0
     * @return this builder
     */
    public Builder waitForReplicas(int replicas) {
      redisSettings.put("wait", String.valueOf(replicas));
      return this;
    }

    /**
     * How long a grant lasts unless it is renewed; 10 s by default. All nodes should have the same
     * ttl.
     *
     * @param ttl 100 ms to a day
     * @return this builder
     */
    public Builder ttl(Duration ttl) {
      this.ttl = ttl;
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
     * How long before the deadline to warn if the lease has not been renewed; a fifth of the ttl by
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
     * Whether to act at once on a key whose absence nothing explains, as most lock recipes do. Off
     * by default: then this node acts on such a key only after a ttl, since a holder may be left
     * whose key was deleted, evicted or forgotten (L7).
     *
     * @param trust whether to trust that a missing key has no holder
     * @return this builder
     */
    public Builder trustAbsence(boolean trust) {
      this.trustAbsence = trust;
      return this;
    }

    /**
     * How much later than the others this node asks for a lease that may be free: at its start,
     * after a release, and after an expiry. So the others get it if they want it, and several
     * leases spread over the nodes. Zero by default. A lease that this node holds does not move
     * back by itself.
     *
     * @param deference longer than the nodes take to ask, such as a second; at most a quarter of
     *     the ttl
     * @return this builder
     */
    public Builder deference(Duration deference) {
      this.deference = deference;
      return this;
    }

    /**
     * Adds a listener.
     *
     * @param listener the listener to call
     * @return this builder
     */
    public Builder listener(LeaseListener listener) {
      listeners.add(listener);
      return this;
    }

    /**
     * Makes the lease. It connects when it is started.
     *
     * @return the lease
     * @throws io.beatcop.lease.SettingException if a setting is wrong, or several make no sense
     *     together
     */
    public Lease build() {
      RedisSettings where = where();
      LeaseSettings settings =
          LeaseSettings.of(name, ttl)
              .withHolder(holder.orElseGet(LeaseSettings::newHolder))
              .withTimeout(timeout.orElseGet(() -> LeaseSettings.defaultTimeout(ttl)))
              .withExpiringNotice(
                  expiringNotice.orElseGet(() -> LeaseSettings.defaultExpiringNotice(ttl)))
              .withTrustAbsence(trustAbsence)
              .withDeference(deference);
      Lease lease = new Lease(settings, RedisStores.of(settings, where));
      listeners.forEach(lease::addListener);
      return lease;
    }

    private RedisSettings where() {
      RedisSettings parsed = RedisSettings.parse(redis, redisSettings);
      return login.map(parsed::withLogin).orElse(parsed);
    }

    /**
     * Makes a script that Redis runs only while a term of the lease goes on. It connects when it is
     * run.
     *
     * @param lease a lease that this builder made
     * @param lua the code, as of {@code EVAL}; it gets its own {@code KEYS} and {@code ARGV}
     * @return the script, to be closed by the caller
     * @throws io.beatcop.lease.SettingException if the lease is kept by a quorum
     */
    public GuardedScript guarded(Lease lease, String lua) {
      return new GuardedScript(lease, where(), lua);
    }
  }
}
