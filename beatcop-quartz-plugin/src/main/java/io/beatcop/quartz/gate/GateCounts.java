package io.beatcop.quartz.gate;

import java.util.concurrent.atomic.LongAdder;

/** Counts the decisions of the gate, and the recoveries. */
public final class GateCounts {

  private final LongAdder fires = new LongAdder();
  private final LongAdder vetoes = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder unsure = new LongAdder();
  private final LongAdder recovered = new LongAdder();
  private final FireTimes times = new FireTimes();

  void countFire() {
    fires.increment();
  }

  void countVeto() {
    vetoes.increment();
  }

  void countDuplicate() {
    duplicates.increment();
  }

  void countUnsure() {
    unsure.increment();
  }

  /** The times of the firings that are counted here. */
  public FireTimes times() {
    return times;
  }

  public void countRecovered(int triggers) {
    recovered.add(triggers);
  }

  /** Firings that were let through. */
  public long fires() {
    return fires.sum();
  }

  /** Firings that were vetoed because they were not this node's. */
  public long vetoes() {
    return vetoes.sum();
  }

  /** Firings that were vetoed because they had happened before. */
  public long duplicates() {
    return duplicates.sum();
  }

  /**
   * Firings that Redis gave no answer for in time, so it is unknown whether they happened before.
   */
  public long unsure() {
    return unsure.sum();
  }

  /** Triggers that were wound back, and jobs that were repeated, because nobody had fired them. */
  public long recovered() {
    return recovered.sum();
  }
}
