package io.beatcop.quartz.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/** The coming events, in the order of true time; in the order of planning at one instant. */
final class FireTimeline {

  /** The true time zero, on a clock that is right. */
  static final long EPOCH_MILLIS = 1_764_000_000_000L;

  private record Event(long micros, long order, Runnable task) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::micros).thenComparingLong(Event::order));
  private long planned;
  private long happened;
  private long nowMicros;

  /** The true time since the beginning. */
  long nowMicros() {
    return nowMicros;
  }

  /** The time on a clock that is right. */
  long nowMillis() {
    return EPOCH_MILLIS + nowMicros / 1000;
  }

  long happened() {
    return happened;
  }

  void after(long micros, Runnable task) {
    events.add(new Event(nowMicros + Math.max(0, micros), planned++, task));
  }

  void runUntil(long micros) {
    Event next = events.peek();
    while (next != null && next.micros <= micros) {
      events.remove(next);
      nowMicros = next.micros;
      happened++;
      next.task.run();
      next = events.peek();
    }
    nowMicros = micros;
  }
}
