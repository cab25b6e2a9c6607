package io.beatcop.quartz.shared;

import java.util.PriorityQueue;

/**
 * Virtual time, and what comes in it. While one node waits for an answer, the others go on: an
 * event may let time pass, and more events happen inside it.
 */
final class SimulatedTime {

  /** The year 2096: Quartz' RAMJobStore asks the machine's clock, and so finds nothing late. */
  static final long EPOCH_MILLIS = 4_000_000_000_000L;

  private static final int DEEPEST = 6;

  /** Nodes do something several times a second: nothing for so long comes of {@link #DEEPEST}. */
  private static final long STUCK_MILLIS = 60_000;

  private record Event(long millis, long order, Runnable task) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int earlier = Long.compare(millis, other.millis);
      return earlier == 0 ? Long.compare(order, other.order) : earlier;
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long planned;
  private long nowMillis = EPOCH_MILLIS;
  private long lastEventMillis = EPOCH_MILLIS;
  private int depth;

  long nowMillis() {
    return nowMillis;
  }

  void after(long millis, Runnable task) {
    events.add(new Event(nowMillis + Math.max(0, millis), planned++, task));
  }

  /** Whether an event waits for what only other events can bring, and is too deep for these. */
  boolean isStuck() {
    return nowMillis - lastEventMillis > STUCK_MILLIS;
  }

  /** Lets time pass, with what happens meanwhile. */
  void pass(long millis) {
    long end = nowMillis + millis;
    if (depth < DEEPEST) {
      depth++;
      try {
        for (Event next = events.peek(); next != null && next.millis <= end; next = events.peek()) {
          events.remove(next);
          nowMillis = Math.max(nowMillis, next.millis);
          lastEventMillis = nowMillis;
          next.task.run();
        }
      } finally {
        depth--;
      }
    }
    nowMillis = Math.max(nowMillis, end);
  }
}
