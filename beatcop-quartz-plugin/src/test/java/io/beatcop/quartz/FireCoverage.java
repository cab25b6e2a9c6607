package io.beatcop.quartz;

import java.util.Collection;
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

  /** Of these rules, those that were reached less often than that. */
  List<String> below(long least, Collection<String> rules) {
    return rules.stream()
        .filter(rule -> reached.getOrDefault(rule, 0L) < least)
        .map(rule -> rule + " " + reached.getOrDefault(rule, 0L))
        .toList();
  }

  @Override
  public String toString() {
    return reached.toString();
  }
}
