package io.beatcop.quartz.simulation;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How often each rule of the fire path was reached: one that is never reached is not proven. */
final class FireCoverage {

  private final Map<String, Long> reached = new TreeMap<>();

  void reached(String rule) {
    reached.merge(rule, 1L, Long::sum);
  }

  void add(FireCoverage other) {
    other.reached.forEach((rule, times) -> reached.merge(rule, times, Long::sum));
  }

  long of(String rule) {
    return reached.getOrDefault(rule, 0L);
  }

  /** The rules that were reached less often than they must be. */
  List<String> below(Map<String, Long> least) {
    return least.entrySet().stream()
        .filter(rule -> of(rule.getKey()) < rule.getValue())
        .map(rule -> rule.getKey() + " " + of(rule.getKey()))
        .sorted()
        .toList();
  }

  @Override
  public String toString() {
    return reached.toString();
  }
}
