package io.beatcop.quartz.rules;

/**
 * Compares this node's clock with the clock of Redis (F7): a node whose clock is ahead must not use
 * up times that have not come yet for the others.
 *
 * <p>The time of Redis is carried on by the monotonic clock, so that a jump of the wall clock
 * shows.
 */
public final class ClockCheck {

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** No answer is on its way for longer: then the clock of Redis was set back. */
  private static final long LONGEST_ANSWER_MILLIS = 10_000;

  /** So long a measurement is kept, since clocks drift. */
  private static final long KEPT_NANOS = 60_000 * NANOS_PER_MILLI;

  private final long limitMillis;
  private boolean measured;
  private long redisMillis;
  private long atNanos;

  /**
   * Compares nothing until the first measurement.
   *
   * @param limitMillis how far ahead a clock may be
   */
  public ClockCheck(long limitMillis) {
    this.limitMillis = limitMillis;
  }

  /** Redis has told its time. An answer that was on its way for long says less than one before. */
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

  /** Whether a time lies ahead only since this node's clock does. Early on purpose is no fault. */
  boolean refuses(long slotMillis, Moment now) {
    return measured && Math.min(slotMillis, now.millis()) - redisAt(now) > limitMillis;
  }

  /** This node's time, or Redis' if this node's clock is ahead by too much. */
  long credibleMillis(Moment now) {
    return measured && aheadMillis(now) > limitMillis ? redisAt(now) : now.millis();
  }

  private long redisAt(Moment now) {
    return redisMillis + (now.nanos() - atNanos) / NANOS_PER_MILLI;
  }
}
