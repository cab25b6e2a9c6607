package io.beatcop.quartz.scheduler;

import io.beatcop.lease.Grant;
import io.beatcop.lease.LeaseListener;
import io.beatcop.lease.Loss;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's news of its lease: its holder, and how often that changed.
 *
 * <p>It is news, not the truth about now: ask the lease whether this node holds it.
 */
public final class LeaseNews implements LeaseListener {

  private static final Logger log = LoggerFactory.getLogger(LeaseNews.class);

  private final String lease;
  private final LongAdder terms = new LongAdder();
  private final LongAdder takeOvers = new LongAdder();
  private final LongAdder releases = new LongAdder();
  private final LongAdder late = new LongAdder();
  private final Map<Loss.Reason, LongAdder> losses = new EnumMap<>(Loss.Reason.class);
  private volatile Optional<String> other = Optional.empty();
  private volatile Optional<String> pausedBy = Optional.empty();
  private volatile boolean waiting;

  LeaseNews(String lease) {
    this.lease = lease;
    for (Loss.Reason reason : Loss.Reason.values()) {
      losses.put(reason, new LongAdder());
    }
  }

  @Override
  public void acquired(Grant grant) {
    terms.increment();
    if (other.isPresent()) {
      takeOvers.increment();
    }
    nobodyElse();
  }

  @Override
  public void observed(String holder) {
    nobodyElse();
    other = Optional.of(holder);
  }

  @Override
  public void postponed(Duration pause) {
    waiting = true;
  }

  @Override
  public void paused(String why) {
    nobodyElse();
    pausedBy = Optional.of(why);
  }

  @Override
  public void lost(Grant grant, Loss loss) {
    counter(loss.reason()).increment();
    nobodyElse();
  }

  @Override
  public void expiring(Grant grant, Duration left) {
    late.increment();
  }

  @Override
  public void released(Grant grant) {
    releases.increment();
    nobodyElse();
  }

  /** Logs that this node is of no use any more, since nothing else would. */
  @Override
  public void ended(Throwable reason) {
    nobodyElse();
    log.error(
        "{}: the lease has ended (a BeatCop bug: please report it), so nothing that needs it fires on"
            + " this node any more; restart this node: {}",
        lease,
        reason.toString());
  }

  /** Forgets the news, since this node leaves the contest: they will be old when it comes back. */
  void left() {
    nobodyElse();
  }

  private void nobodyElse() {
    other = Optional.empty();
    pausedBy = Optional.empty();
    waiting = false;
  }

  /** Who has paused the lease, and why, if it is paused. */
  public Optional<String> pausedBy() {
    return pausedBy;
  }

  /** The other node that has the lease, as far as this one has heard. */
  public Optional<String> otherHolder() {
    return other;
  }

  /** Whether this node has the key, but has to wait (L7). */
  public boolean isWaiting() {
    return waiting;
  }

  /** How often this node has got the lease. */
  public long terms() {
    return terms.sum();
  }

  /** How often this node has got the lease after another node. */
  public long takeOvers() {
    return takeOvers.sum();
  }

  /** How often this node has lost the lease without giving it up. */
  public long losses() {
    return losses.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** How often of these for one reason. */
  public long losses(Loss.Reason reason) {
    return counter(reason).sum();
  }

  private LongAdder counter(Loss.Reason reason) {
    return Objects.requireNonNull(losses.get(reason));
  }

  /** How often this node has given the lease up. */
  public long releases() {
    return releases.sum();
  }

  /** How often the deadline came near without a renewal. */
  public long late() {
    return late.sum();
  }
}
