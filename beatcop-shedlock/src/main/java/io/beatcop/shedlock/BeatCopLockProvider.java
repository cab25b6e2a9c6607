package io.beatcop.shedlock;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.redis.RedisLease;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.javacrumbs.shedlock.core.ExtensibleLockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;

/**
 * Locks of ShedLock that are BeatCop's leases.
 *
 * <pre>{@code
 * LockProvider provider = BeatCopLockProvider.builder("redis://redis.internal:6379").build();
 * }</pre>
 *
 * <ul>
 *   <li>A lock is renewed while its task runs, for {@code lockAtMostFor} at most. So that may be
 *       long, and after a crash another node runs the task within the ttl all the same.
 *   <li>A key that is missing without a reason is not taken for a free lock: the first {@code lock}
 *       on a new or an empty Redis waits for a ttl.
 *   <li>Each lock has a fencing token, higher than that of each one before.
 *   <li>If {@code lockAtLeastFor} is not over when the task ends, this provider keeps the lock
 *       until then; if the process dies before, the lock expires within the ttl.
 * </ul>
 *
 * <p>Any thread may call it. Close it at the end: it has threads and connections.
 */
public final class BeatCopLockProvider implements ExtensibleLockProvider, AutoCloseable {

  private final String prefix;
  private final String redis;
  private final Map<String, String> redisSettings;
  private final Duration ttl;
  private final Map<String, Lease> leases = new ConcurrentHashMap<>();
  private final Set<String> taken = ConcurrentHashMap.newKeySet();
  private final LockTimer timer = new LockTimer();

  private BeatCopLockProvider(Builder builder) {
    prefix = builder.prefix;
    redis = builder.redis;
    redisSettings = Map.copyOf(builder.redisSettings);
    ttl = builder.ttl;
    // A wrong setting is told now, and not at the first lock.
    lease("check").close();
  }

  /**
   * Begins to set up a provider.
   *
   * @param redis where Redis is, as {@link RedisLease.Builder#redis} takes it
   * @return the builder
   */
  public static Builder builder(String redis) {
    return new Builder(redis);
  }

  private Lease lease(String name) {
    return RedisLease.builder(prefix + name)
        .redis(redis)
        .redisSettings(redisSettings)
        .ttl(ttl)
        .build();
  }

  /**
   * Takes a lock, if no other node and no other thread of this one has it.
   *
   * @throws io.beatcop.lease.SettingException if Redis refuses for a reason that only another
   *     setting can fix
   */
  @Override
  public Optional<SimpleLock> lock(LockConfiguration configuration) {
    String name = configuration.getName();
    if (!taken.add(name)) {
      return Optional.empty();
    }
    boolean isHeld = false;
    try {
      Lease lease = leases.compute(name, (same, known) -> alive(same, Optional.ofNullable(known)));
      isHeld = lease.tryStart();
      if (!isHeld) {
        return Optional.empty();
      }
      LockTerm term = new LockTerm(lease, timer, () -> taken.remove(name));
      term.endAfter(configuration.getLockAtMostFor());
      return Optional.of(new LeaseLock(configuration, term));
    } finally {
      if (!isHeld) {
        taken.remove(name);
      }
    }
  }

  private Lease alive(String name, Optional<Lease> known) {
    return known.filter(Lease::isAlive).orElseGet(() -> lease(name));
  }

  /**
   * The fencing token of a lock that this node has now. Send it with each write of the task, and
   * let the storage refuse lower ones.
   *
   * @param name the name of the lock
   * @return the token; empty if this node does not have the lock
   */
  public OptionalLong token(String name) {
    Lease lease = leases.get(name);
    return lease == null ? OptionalLong.empty() : lease.token();
  }

  /** Gives all locks up, and ends its threads and connections. End the tasks first. */
  @Override
  public void close() {
    timer.close();
    leases.values().forEach(Lease::close);
  }

  /** Collects the settings of a provider. Not thread-safe. */
  public static final class Builder {

    private final String redis;
    private final Map<String, String> redisSettings = new HashMap<>();
    private String prefix = "shedlock:";
    private Duration ttl = LeaseSettings.DEFAULT_TTL;

    private Builder(String redis) {
      this.redis = redis;
    }

    /**
     * Settings for Redis that are not in the URI, such as a password from a file.
     *
     * @param settings as {@link RedisLease.Builder#redisSettings} takes them
     * @return this builder
     */
    public Builder redisSettings(Map<String, String> settings) {
      redisSettings.putAll(settings);
      return this;
    }

    /**
     * The beginning of each key in Redis; {@code shedlock:} by default.
     *
     * @param prefix the text before the name of a lock
     * @return this builder
     */
    public Builder prefix(String prefix) {
      this.prefix = prefix;
      return this;
    }

    /**
     * How long a crashed node keeps its locks from the others at most; 10 s by default. All nodes
     * should have the same.
     *
     * @param ttl 100 ms to a day
     * @return this builder
     */
    public Builder ttl(Duration ttl) {
      this.ttl = ttl;
      return this;
    }

    /**
     * Makes the provider. It connects at the first lock.
     *
     * @return the provider
     * @throws io.beatcop.lease.SettingException if a setting is wrong
     */
    public BeatCopLockProvider build() {
      return new BeatCopLockProvider(this);
    }
  }
}
