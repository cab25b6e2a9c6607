package io.beatcop.process;

import io.beatcop.lease.Durations;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import java.time.Duration;

/**
 * The times in which a child is stopped before its lease ends.
 *
 * <pre>
 *   request sent                                              deadline      key expires
 *   |--- renewal ---|--- timeout ---|   |--- grace ---|--- margin ---|--- drift ---|
 *                                       TERM          KILL
 * </pre>
 *
 * @param grace from TERM to KILL
 * @param margin from KILL to the deadline
 */
record StopBudget(Duration grace, Duration margin) {

  private static final Duration MIN_MARGIN = Duration.ofMillis(20);
  private static final Duration MAX_MARGIN = Duration.ofMillis(500);

  /**
   * The budget for a lease.
   *
   * @throws SettingException if the slowest allowed renewal would come after the TERM
   */
  static StopBudget of(Duration grace, LeaseSettings lease) {
    Duration ttl = lease.ttl();
    Duration margin = margin(ttl);
    Duration most =
        ttl.minus(lease.drift()).minus(lease.renewal()).minus(lease.timeout()).minus(margin);
    if (grace.isNegative() || grace.compareTo(most) >= 0) {
      throw new SettingException(
          "stop-grace",
          Durations.format(grace),
          "must be less than %s, or take a longer ttl: renewal %s + timeout %s + stop-grace %s"
                  .formatted(
                      Durations.format(most),
                      Durations.format(lease.renewal()),
                      Durations.format(lease.timeout()),
                      Durations.format(grace))
              + " + kill margin %s must be less than ttl %s - drift %s"
                  .formatted(
                      Durations.format(margin),
                      Durations.format(ttl),
                      Durations.format(lease.drift())));
    }
    return new StopBudget(grace, margin);
  }

  /** The same for a lease with default settings and this ttl. */
  static StopBudget of(Duration grace, Duration ttl) {
    return of(grace, LeaseSettings.of("unnamed", ttl));
  }

  private static Duration margin(Duration ttl) {
    Duration share = ttl.dividedBy(20);
    if (share.compareTo(MIN_MARGIN) < 0) {
      return MIN_MARGIN;
    }
    return share.compareTo(MAX_MARGIN) > 0 ? MAX_MARGIN : share;
  }

  /** How long before the deadline the child is sent TERM. */
  Duration notice() {
    return grace.plus(margin);
  }

  /** When the child is killed for a lease with this deadline. */
  long killNanos(long deadlineNanos) {
    return deadlineNanos - margin.toNanos();
  }

  /** When the child is sent TERM for a lease with this deadline. */
  long stopNanos(long deadlineNanos) {
    return deadlineNanos - notice().toNanos();
  }
}
