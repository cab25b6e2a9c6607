package io.beatcop.quartz.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/** One life of a simulated process: its steps wait while it is frozen, and end with it. */
final class SimulatedProcess {

  private final FireTimeline timeline;
  private final SplittableRandom random;
  private final String name;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private boolean dead;
  private boolean frozen;

  SimulatedProcess(FireTimeline timeline, SplittableRandom random, String name) {
    this.timeline = timeline;
    this.random = random;
    this.name = name;
  }

  String name() {
    return name;
  }

  boolean isDead() {
    return dead;
  }

  boolean isFrozen() {
    return frozen;
  }

  /** Runs a task of this process: at once, when it thaws, or never. */
  void run(Runnable task) {
    if (dead) {
      return;
    }
    if (frozen) {
      waiting.add(task);
    } else {
      task.run();
    }
  }

  void after(long micros, Runnable task) {
    timeline.after(micros, () -> run(task));
  }

  /** As the next step of a thread: mostly within a tenth of a millisecond, rarely 50. */
  void soon(Runnable task) {
    after(moment(), task);
  }

  private long moment() {
    int dice = random.nextInt(1000);
    if (dice < 950) {
      return random.nextLong(5, 105);
    }
    return dice < 998 ? random.nextInt(3_000) : random.nextInt(50_000);
  }

  void kill() {
    dead = true;
    waiting.clear();
  }

  void freeze() {
    frozen = true;
  }

  /** Goes on: its threads wake up in any order. */
  void thaw() {
    frozen = false;
    while (!waiting.isEmpty()) {
      Runnable task = waiting.removeFirst();
      after(random.nextInt(500), task);
    }
  }
}
