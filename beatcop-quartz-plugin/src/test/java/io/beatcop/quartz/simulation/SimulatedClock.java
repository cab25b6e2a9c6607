package io.beatcop.quartz.simulation;

/** The wall clock of a simulated machine: it is ahead or behind, and jumps. */
final class SimulatedClock {

  private final FireTimeline timeline;
  private long aheadMillis;

  SimulatedClock(FireTimeline timeline, long aheadMillis) {
    this.timeline = timeline;
    this.aheadMillis = aheadMillis;
  }

  long millis() {
    return timeline.nowMillis() + aheadMillis;
  }

  void set(long newAheadMillis) {
    aheadMillis = newAheadMillis;
  }

  long aheadMillis() {
    return aheadMillis;
  }
}
