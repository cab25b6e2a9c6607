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

  /** Reads a span of the journal: {@code first-last}, or one time. */
  static Slot read(String span) {
    int dash = span.indexOf('-');
    return dash < 0
        ? at(Long.parseLong(span))
        : new Slot(
            Long.parseLong(span.substring(0, dash)), Long.parseLong(span.substring(dash + 1)));
  }

  boolean covers(long time) {
    return millis <= time && time <= coveredMillis;
  }
}
