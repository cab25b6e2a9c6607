package io.beatcop.quartz.rules;

/**
 * The scheduled time of a trigger that one firing stands for, and the missed times that it covers.
 *
 * @param millis the scheduled time, or the first missed one; the same on every node
 * @param coveredMillis the last time that the firing covers; without a misfire the scheduled time
 */
public record Slot(long millis, long coveredMillis) {

  public static Slot at(long millis) {
    return new Slot(millis, millis);
  }

  /** Whether a firing for this slot is one for that time too. */
  boolean covers(long time) {
    return millis <= time && time <= coveredMillis;
  }
}
