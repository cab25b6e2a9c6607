package io.beatcop.quartz.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.quartz.spi.OperableTrigger;

/** Quartz' scheduler thread in virtual time: it acquires triggers, waits for their time, fires. */
final class SimulatedSchedulerThread {

  private static final long IDLE_MILLIS = 30_000;
  private static final long EARLY_MILLIS = 2;
  private static final long WORTH_IT_MILLIS = 7;

  /** How many triggers are taken at once, and how far ahead of their time. */
  record Batch(int size, long aheadMillis) {}

  private final SimulatedProcess process;
  private final SplittableRandom random;
  private final SimulatedClock clock;
  private final SimulatedRamStore store;
  private final Batch batch;
  private final Consumer<SimulatedRamStore.Fired> worker;
  private List<OperableTrigger> acquired = new ArrayList<>();
  private int free;
  private boolean starved;
  private boolean idle;
  private boolean waiting;
  private boolean signalled;
  private long signalledMillis;
  private long waits;

  SimulatedSchedulerThread(
      SimulatedProcess process,
      SplittableRandom random,
      SimulatedClock clock,
      SimulatedRamStore store,
      Batch batch,
      int workers,
      Consumer<SimulatedRamStore.Fired> worker) {
    this.process = process;
    this.random = random;
    this.clock = clock;
    this.store = store;
    this.batch = batch;
    this.free = workers;
    this.worker = worker;
  }

  void start() {
    process.soon(this::acquire);
  }

  /** The schedule has changed: the next time is this one, or, if 0, not known. */
  void signal(long nextMillis) {
    signalled = true;
    signalledMillis = nextMillis;
    if (waiting) {
      long wait = ++waits;
      process.soon(() -> wake(wait));
    }
  }

  /** A worker is free again. */
  void release() {
    free++;
    if (starved) {
      starved = false;
      process.soon(this::acquire);
    }
  }

  private void acquire() {
    if (free == 0) {
      starved = true;
      return;
    }
    signalled = false;
    acquired =
        store.acquireNextTriggers(
            clock.millis() + IDLE_MILLIS, Math.min(free, batch.size), batch.aheadMillis);
    if (acquired.isEmpty()) {
      idle = true;
      waitFor(signalled ? 0 : IDLE_MILLIS - random.nextInt(7_000));
    } else {
      waitForTheirTime();
    }
  }

  private void waitForTheirTime() {
    long untilMillis = triggerMillis() - clock.millis();
    if (untilMillis <= EARLY_MILLIS) {
      process.soon(this::fire);
    } else {
      waitFor(isEarlier(false) ? 0 : untilMillis);
    }
  }

  private long triggerMillis() {
    return acquired.get(0).getNextFireTime().getTime();
  }

  private void waitFor(long millis) {
    waiting = true;
    long wait = ++waits;
    process.after(
        millis * 1000 + random.nextInt(random.nextInt(50) == 0 ? 5_000 : 800), () -> wake(wait));
  }

  private void wake(long wait) {
    if (wait != waits) {
      return;
    }
    waiting = false;
    if (idle) {
      idle = false;
      acquire();
    } else if (isEarlier(true)) {
      acquired.forEach(store::releaseAcquiredTrigger);
      acquired = new ArrayList<>();
      acquire();
    } else {
      waitForTheirTime();
    }
  }

  private boolean isEarlier(boolean clears) {
    if (!signalled) {
      return false;
    }
    boolean earlier =
        (signalledMillis == 0 || signalledMillis < triggerMillis())
            && triggerMillis() - clock.millis() >= WORTH_IT_MILLIS;
    signalled = !clears;
    return earlier;
  }

  private void fire() {
    List<OperableTrigger> due = acquired;
    acquired = new ArrayList<>();
    for (SimulatedRamStore.Fired fired : store.triggersFired(due)) {
      free--;
      worker.accept(fired);
    }
    process.soon(this::acquire);
  }
}
