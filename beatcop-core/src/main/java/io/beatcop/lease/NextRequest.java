package io.beatcop.lease;

import java.util.Optional;

/** When a node asked last, and when it is to ask next. */
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

  /** Nothing is put off for longer than some ttls: where it seems so the clock was wrong, then. */
  boolean isDue(Moment now) {
    long leftNanos = dueNanos - now.nanos();
    return leftNanos <= 0 || leftNanos > longestNanos;
  }

  /** When it is to ask next, or to look again since what it holds is over. */
  long dueNanos(Optional<Grant> held) {
    return held.map(grant -> earlier(dueNanos, grant.deadline().nanos())).orElse(dueNanos);
  }

  /** It asks now. */
  void ask(Moment now) {
    askedAt = now;
  }

  Moment askedAt() {
    return askedAt;
  }

  /** Until when it may act on what it asked for last (L3). */
  Deadline deadline() {
    return Deadline.of(askedAt, settings);
  }

  void askAt(long nanos) {
    dueNanos = nanos;
  }

  void askSoonerAt(long nanos) {
    dueNanos = earlier(dueNanos, nanos);
  }

  /** To keep up what it asked for last (L4). */
  void askToRenew() {
    dueNanos = askedAt.nanos() + settings.renewal().toNanos();
  }

  /**
   * To keep up what it asked for last at once, unless that was a moment ago: anybody may send
   * hints, and as many as he likes.
   */
  void askToRenewSooner() {
    askSoonerAt(askedAt.nanos() + settings.ttl().toNanos() / MOMENTS_PER_TTL);
  }

  private static long earlier(long nanos, long otherNanos) {
    return nanos - otherNanos < 0 ? nanos : otherNanos;
  }
}
