package io.beatcop.lease;

import java.util.Arrays;

/** What is still to happen, in the order of true time; in the order of planning at one instant. */
final class Timeline {

  private long[] times = new long[256];
  private long[] orders = new long[256];
  private Runnable[] events = new Runnable[256];
  private int size;
  private long planned;
  private long happened;
  private long nowNanos;

  /** The true time. */
  long nowNanos() {
    return nowNanos;
  }

  /** How many events have happened. */
  long happened() {
    return happened;
  }

  void after(long nanos, Runnable event) {
    at(nowNanos + nanos, event);
  }

  void at(long trueNanos, Runnable event) {
    if (size == times.length) {
      times = Arrays.copyOf(times, size * 2);
      orders = Arrays.copyOf(orders, size * 2);
      events = Arrays.copyOf(events, size * 2);
    }
    long order = planned++;
    int hole = size++;
    while (hole > 0) {
      int parent = (hole - 1) / 2;
      if (isEarlier(times[parent], orders[parent], trueNanos, order)) {
        break;
      }
      move(parent, hole);
      hole = parent;
    }
    put(hole, Math.max(trueNanos, nowNanos), order, event);
  }

  /** Lets everything happen that is planned until then, and what follows from it. */
  void runUntil(long trueNanos) {
    while (size > 0 && times[0] <= trueNanos) {
      nowNanos = times[0];
      Runnable event = events[0];
      removeFirst();
      happened++;
      event.run();
    }
    nowNanos = trueNanos;
  }

  private void removeFirst() {
    int last = --size;
    long time = times[last];
    long order = orders[last];
    int hole = 0;
    while (true) {
      int child = 2 * hole + 1;
      if (child >= last) {
        break;
      }
      if (child + 1 < last
          && isEarlier(times[child + 1], orders[child + 1], times[child], orders[child])) {
        child++;
      }
      if (isEarlier(time, order, times[child], orders[child])) {
        break;
      }
      move(child, hole);
      hole = child;
    }
    put(hole, time, order, events[last]);
  }

  private void move(int from, int to) {
    put(to, times[from], orders[from], events[from]);
  }

  private void put(int index, long trueNanos, long order, Runnable event) {
    times[index] = trueNanos;
    orders[index] = order;
    events[index] = event;
  }

  private static boolean isEarlier(long time, long order, long otherTime, long otherOrder) {
    return time < otherTime || (time == otherTime && order < otherOrder);
  }
}
