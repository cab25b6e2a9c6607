package io.beatcop.quartz;

/**
 * What one firing stands for: a scheduled time of a trigger, and the missed times that it covers.
 *
 * @param millis the scheduled time, or the first missed one; the same on every node
 * @param coveredMillis the last time that the firing covers; else the scheduled time
 */
record Slot(long millis, long coveredMillis) {

  static Slot at(long millis) {
    return new Slot(millis, millis);
  }
}
