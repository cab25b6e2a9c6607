package io.beatcop.lease;

import java.util.Optional;

/** The moment of a node's last request, and the time of its next one. */
final class NextRequest {

  private static final int MOMENTS_PER_TTL = 30;

  private final LeaseSettings settings;
  private final long longestNanos;
  private Moment askedAt = new Moment(0, 0);
  private long dueNanos;

  NextRequest(LeaseSettings settings) {
    this.settings = settings;
    this.longestNanos =
        settings.ttl().plus(settings.deference()).multipliedBy(2).plusSeconds(1).toNanos();
  }

  /**
   * Whether the node has to ask now. A request that is put off for more than some ttls is due too:
   * the clock was wrong when its time was set.
   */
  boolean isDue(Moment now) {
    long leftNanos = dueNanos - now.nanos();
    return leftNanos <= 0 || leftNanos > longestNanos;
  }

  /**
   * When to ask next, or to look again at the deadline of what the node holds, if that is earlier.
   */
  long dueNanos(Optional<Grant> held) {
    return held.map(grant -> earlier(dueNanos, grant.deadline().nanos())).orElse(dueNanos);
  }

  /** Notes that the node asks now. */
  void ask(Moment now) {
    askedAt = now;
  }

  Moment askedAt() {
    return askedAt;
  }

  /** The deadline of what the node asked for last (L3). */
  Deadline deadline() {
    return Deadline.of(askedAt, settings);
  }

  void askAt(long nanos) {
    dueNanos = nanos;
  }

  void askSoonerAt(long nanos) {
    dueNanos = earlier(dueNanos, nanos);
  }

  /** Puts the next request at the time of the next renewal (L4). */
  void askToRenew() {
    dueNanos = askedAt.nanos() + settings.renewal().toNanos();
  }

  /**
   * Puts the next renewal at now, unless the last request was a moment ago: anybody may send hints,
   * and as many as they like.
   */
  void askToRenewSooner() {
    askSoonerAt(askedAt.nanos() + settings.ttl().toNanos() / MOMENTS_PER_TTL);
  }

  /** Puts the next request at now if it is due within a time: so it can travel with another's. */
  void askNowIfDueWithin(long nanos, Moment now) {
    if (dueNanos - now.nanos() <= nanos) {
      askSoonerAt(now.nanos());
    }
  }

  private static long earlier(long nanos, long otherNanos) {
    return nanos - otherNanos < 0 ? nanos : otherNanos;
  }
}
