package io.beatcop.benchmarks.schedule;

import io.beatcop.testing.RedisServer;
import java.util.List;

/** Prints the tables of {@code benchmarks/shared-schedule}, but for that of the firings. */
public final class SharedSchedules {

  private SharedSchedules() {}

  /**
   * Prints the tables.
   *
   * @param arguments how many rounds; when Redis writes to the disk; the JDBC URL of PostgreSQL,
   *     empty if there is none; the tables
   */
  public static void main(String[] arguments) throws Exception {
    List<String> words = List.of(arguments);
    int rounds = Integer.parseInt(words.get(0));
    // Never in a container: that would be further away than PostgreSQL is.
    try (RedisServer redis = RedisServer.local("--appendfsync", words.get(1))) {
      redis.start();
      Place place = new Place(redis.port(), words.get(2));
      for (String table : words.subList(3, words.size())) {
        switch (table) {
          case "changes" -> new Changes(place, rounds).print();
          case "reach" -> new Reach(place, rounds).print();
          case "fail-over" -> new FailOver(place, rounds).print();
          case "size" -> new Size(place, rounds).print();
          default ->
              throw new IllegalArgumentException(
                  "there is no table '" + table + "': name changes, reach, fail-over or size");
        }
      }
    }
  }
}
