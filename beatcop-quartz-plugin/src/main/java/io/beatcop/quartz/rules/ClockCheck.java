package io.beatcop.quartz.rules;

/**
 * Compares this node's clock with the clock of Redis (F7): a node whose clock is ahead must not
 * fire times that have not come yet for the others.
 *
 * <p>The monotonic clock advances the time of Redis, so a jump of the wall clock is noticed.
 */
public final class ClockCheck {

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** The longest time that an answer takes. If it seems longer, the clock of Redis was set back. */
  private static final long LONGEST_ANSWER_MILLIS = 10_000;

  /** How long a measurement is kept, since clocks drift. */
  private static final long KEPT_NANOS = 60_000 * NANOS_PER_MILLI;

  private final long limitMillis;
  private boolean measured;
  private long redisMillis;
  private long atNanos;

  /**
   * Makes a check that refuses nothing until the first measurement.
   *
   * @param limitMillis how far ahead a clock may be
   */
  public ClockCheck(long limitMillis) {
    this.limitMillis = limitMillis;
  }

  /**
   * Takes the time that Redis has told. An answer that took longer than an earlier one is ignored.
   */
  void measured(long redis, Moment now) {
    long behind = redisAt(now) - redis;
    boolean isOld = now.nanos() - atNanos > KEPT_NANOS;
    if (measured && !isOld && behind >= 0 && behind <= LONGEST_ANSWER_MILLIS) {
      return;
    }
    redisMillis = redis;
    atNanos = now.nanos();
    measured = true;
  }

  /** How far this node's clock is ahead of Redis', in milliseconds; negative if it is behind. */
  long aheadMillis(Moment now) {
    return measured ? now.millis() - redisAt(now) : 0;
  }

  /** Whether this node's clock is so wrong that operators should know. */
  boolean isWrong(Moment now) {
    return Math.abs(aheadMillis(now)) > limitMillis;
  }

  /**
   * Whether a slot seems due only because this node's clock is ahead. A firing that is early on
   * purpose is not refused.
   */
  boolean refuses(long slotMillis, Moment now) {
    return measured && Math.min(slotMillis, now.millis()) - redisAt(now) > limitMillis;
  }

  /** This node's time, or that of Redis if this node's clock is too far ahead. */
  long credibleMillis(Moment now) {
    return measured && aheadMillis(now) > limitMillis ? redisAt(now) : now.millis();
  }

  private long redisAt(Moment now) {
    return redisMillis + (now.nanos() - atNanos) / NANOS_PER_MILLI;
  }
}
