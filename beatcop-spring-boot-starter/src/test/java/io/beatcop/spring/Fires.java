package io.beatcop.spring;

import java.util.Date;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** The scheduled times that one context has fired. */
final class Fires {

  private final List<Date> times = new CopyOnWriteArrayList<>();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  void add(Date time) throws InterruptedException {
    times.add(time);
    gate.await();
  }

  List<Date> times() {
    return List.copyOf(times);
  }

  /** Jobs that run from now on do not end before this one is opened. */
  CountDownLatch close() {
    gate = new CountDownLatch(1);
    return gate;
  }
}
