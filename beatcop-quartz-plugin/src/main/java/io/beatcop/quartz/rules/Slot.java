package io.beatcop.quartz.rules;

/**
 * What one firing stands for: a scheduled time of a trigger, and the missed times that it covers.
 *
 * @param millis the scheduled time, or the first missed one; the same on every node
 * @param coveredMillis the last time that the firing covers; else the scheduled time
 */
public record Slot(long millis, long coveredMillis) {

  public static Slot at(long millis) {
    return new Slot(millis, millis);
  }
}
