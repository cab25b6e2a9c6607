package io.beatcop.benchmarks.schedule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How long something took each time. One JVM has no HdrHistogram on its class path. */
final class Times {

  private final List<Long> nanos = new ArrayList<>();

  void add(long itsNanos) {
    nanos.add(itsNanos);
  }

  /** The p50, the p99 and the greatest, in milliseconds. */
  String line() {
    Collections.sort(nanos);
    return millis(0.5) + " " + millis(0.99) + " " + millis(1);
  }

  private double millis(double share) {
    return nanos.get((int) Math.ceil(share * nanos.size()) - 1) / 1e6;
  }
}
