package io.beatcop.benchmarks.firings;

import java.util.List;

/** The table of what the gate takes at half of the rate that its scheduler can reach. */
final class GateTable {

  private final Rounds reached = new Rounds();
  private final Rounds paced = new Rounds();
  private final Rounds p50Micros = new Rounds();
  private final Rounds p99Micros = new Rounds();
  private final Rounds maxMicros = new Rounds();
  private final Rounds vetoed = new Rounds();

  private GateTable() {}

  /** Lets them take turns, and prints. */
  static void print(String title, Field field, int rounds) {
    List<Entry> entries = field.entries();
    List<GateTable> rows = entries.stream().map(entry -> new GateTable()).toList();
    for (int round = 0; round <= rounds; round++) {
      for (int i = 0; i < entries.size(); i++) {
        double rate = entries.get(i).burst();
        GateTimes times = entries.get(i).paced((int) rate / 2);
        if (round > 0) {
          rows.get(i).add(rate, times);
        }
      }
    }
    System.out.printf(
        "%n| %s | firings per second it reached | paced firings per second | p50, µs | p99, µs "
            + "| slowest, µs | vetoed |%n| --- | --- | --- | --- | --- | --- | --- |%n",
        title);
    for (int i = 0; i < entries.size(); i++) {
      GateTable row = rows.get(i);
      System.out.printf(
          "| %s | %s | %s | %s | %s | %s | %s |%n",
          entries.get(i).label(),
          row.reached,
          row.paced,
          row.p50Micros,
          row.p99Micros,
          row.maxMicros,
          row.vetoed);
    }
  }

  private void add(double rate, GateTimes times) {
    reached.add(rate);
    paced.add(times.rate());
    p50Micros.add(times.p50Micros());
    p99Micros.add(times.p99Micros());
    maxMicros.add(times.maxMicros());
    vetoed.add((double) times.vetoed());
  }
}
