package io.beatcop.benchmarks.schedule;

import java.util.List;

/**
 * Where the servers are.
 *
 * @param redisPort the port of Redis on 127.0.0.1
 * @param postgres the JDBC URL of a PostgreSQL; empty if there is none
 */
record Place(int redisPort, String postgres) {

  /** Reads what {@link #words} wrote. */
  static Place of(List<String> words) {
    return new Place(Integer.parseInt(words.get(0)), words.get(1));
  }

  /** For the command line of a JVM. */
  List<String> words() {
    return List.of(String.valueOf(redisPort), postgres);
  }
}
