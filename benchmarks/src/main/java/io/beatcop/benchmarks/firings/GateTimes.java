package io.beatcop.benchmarks.firings;

/**
 * How long the gate took for each firing of a paced turn.
 *
 * @param rate how many firings per second it was asked about
 * @param vetoed how many of the turn's it did not let through
 */
record GateTimes(double rate, double p50Micros, double p99Micros, double maxMicros, long vetoed) {

  /** Reads what {@link #line} wrote. */
  static GateTimes of(String line) {
    String[] words = line.split(" ", -1);
    return new GateTimes(
        Double.parseDouble(words[0]),
        Double.parseDouble(words[1]),
        Double.parseDouble(words[2]),
        Double.parseDouble(words[3]),
        Long.parseLong(words[4]));
  }

  String line() {
    return rate + " " + p50Micros + " " + p99Micros + " " + maxMicros + " " + vetoed;
  }
}
