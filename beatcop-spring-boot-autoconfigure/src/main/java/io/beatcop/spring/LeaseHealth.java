package io.beatcop.spring;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Whether the application's leases are well, and each in words. A node that waits is well, and so
 * is one that can't reach Redis: a restart helps neither.
 *
 * @param isWell false if a lease's thread has ended, or a job runs on without its lease
 * @param details words for each lease, by its name
 */
record LeaseHealth(boolean isWell, Map<String, String> details) {

  /** The health of all leases of the application. */
  static LeaseHealth of(Stream<LeaseSource> sources) {
    return sources
        .map(LeaseSource::health)
        .reduce(new LeaseHealth(true, Map.of()), LeaseHealth::and);
  }

  private LeaseHealth and(LeaseHealth other) {
    Map<String, String> all = new TreeMap<>(details);
    all.putAll(other.details);
    return new LeaseHealth(isWell && other.isWell, all);
  }

  /**
   * The same as the health of Spring Boot, whose class for that has moved between its lines.
   *
   * @param maker makes it of the status and the details
   */
  <H> H as(BiFunction<String, Map<String, String>, H> maker) {
    return maker.apply(isWell ? "UP" : "DOWN", details);
  }
}
