package io.beatcop.quartz;

/**
 * What a firing stands for: one scheduled time of a trigger, and what was missed since.
 *
 * @param millis the scheduled time, or the first missed one; the same on every node
 * @param coveredMillis up to when the firing makes up for missed times; else the scheduled time
 */
record Slot(long millis, long coveredMillis) {

  static Slot at(long millis) {
    return new Slot(millis, millis);
  }
}
