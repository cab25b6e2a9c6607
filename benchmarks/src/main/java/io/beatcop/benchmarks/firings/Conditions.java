package io.beatcop.benchmarks.firings;

import java.util.List;

/**
 * The conditions that a contestant runs under.
 *
 * @param workers how many threads fire jobs
 * @param redisPort the port of Redis on 127.0.0.1
 * @param postgres the JDBC URL of a PostgreSQL without Quartz's tables; empty if there is none
 */
record Conditions(int workers, int redisPort, String postgres) {

  /** Reads what {@link #words} wrote. */
  static Conditions of(List<String> words) {
    return new Conditions(
        Integer.parseInt(words.get(0)), Integer.parseInt(words.get(1)), words.get(2));
  }

  /** For the command line of a JVM. */
  List<String> words() {
    return List.of(String.valueOf(workers), String.valueOf(redisPort), postgres);
  }
}
