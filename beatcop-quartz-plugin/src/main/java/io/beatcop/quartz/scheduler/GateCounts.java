package io.beatcop.quartz.scheduler;

import java.util.concurrent.atomic.LongAdder;

/** What the gate has decided so far, and how much was recovered. */
public final class GateCounts {

  private final LongAdder fires = new LongAdder();
  private final LongAdder vetoes = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder unsure = new LongAdder();
  private final LongAdder recovered = new LongAdder();

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

  void countRecovered(int triggers) {
    recovered.add(triggers);
  }

  /** Firings that were let through. */
  public long fires() {
    return fires.sum();
  }

  /** Firings that were vetoed since they were not this node's. */
  public long vetoes() {
    return vetoes.sum();
  }

  /** Firings that were vetoed since they had happened before. */
  public long duplicates() {
    return duplicates.sum();
  }

  /** Firings of which Redis did not say in time whether they had happened before. */
  public long unsure() {
    return unsure.sum();
  }

  /** Triggers that were wound back, and jobs that were repeated, since nobody had fired them. */
  public long recovered() {
    return recovered.sum();
  }
}
