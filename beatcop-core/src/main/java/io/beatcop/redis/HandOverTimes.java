package io.beatcop.redis;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Internal;
import io.beatcop.lease.LeaseListener;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.redis.LeaseHistory.Term;
import io.beatcop.redis.settings.RedisSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns how long nobody held a lease before this node took it over from another one. The history
 * in Redis knows that; it is read once for each term, on a thread that ends after it.
 */
@Internal
public final class HandOverTimes implements LeaseListener {

  private static final Logger log = LoggerFactory.getLogger(HandOverTimes.class);

  private final LeaseSettings lease;
  private final RedisSettings redis;
  private final Consumer<Duration> found;

  /**
   * Makes a listener for the lease.
   *
   * @param lease the lease
   * @param redis where it is kept
   * @param found told of each time, on a thread of its own
   */
  public HandOverTimes(LeaseSettings lease, RedisSettings redis, Consumer<Duration> found) {
    this.lease = lease;
    this.redis = redis;
    this.found = found;
  }

  @Override
  public void acquired(Grant grant) {
    Thread thread = new Thread(() -> read(grant), "beatcop-" + lease.name() + "-history");
    thread.setDaemon(true);
    thread.start();
  }

  private void read(Grant grant) {
    try (LeaseControl control = new LeaseControl(lease, redis)) {
      before(control.history().terms(), grant.token()).ifPresent(found);
    } catch (RuntimeException e) {
      // No rule needs the history, and a user at Redis may lack the right to read it.
      log.debug("{}: the history does not tell how long the hand-over took", lease.name(), e);
    }
  }

  /** The time before the term with this token, if another node had the term before it. */
  static Optional<Duration> before(List<Term> terms, long token) {
    for (int i = 1; i < terms.size(); i++) {
      Term term = terms.get(i);
      Term before = terms.get(i - 1);
      if (term.token() == token && !before.holder().equals(term.holder())) {
        return Optional.of(before.gapBefore(term));
      }
    }
    return Optional.empty();
  }
}
