package io.beatcop.benchmarks.firings;

import java.util.List;

/**
 * The table of how many jobs a second each contestant fires when it has as many to fire as it can.
 */
final class Race {

  private Race() {}

  /**
   * Lets them take turns, and prints.
   *
   * @param field the first is the one that the others are compared with
   */
  static void print(String title, Field field, int rounds) {
    List<Entry> entries = field.entries();
    List<Rounds> rates = entries.stream().map(entry -> new Rounds()).toList();
    // The first round compiles, and is not counted.
    for (int round = 0; round <= rounds; round++) {
      for (int i = 0; i < entries.size(); i++) {
        double rate = entries.get(i).burst();
        if (round > 0) {
          rates.get(i).add(rate);
        }
      }
    }
    Rounds first = rates.get(0);
    System.out.printf(
        "%n| %s | of %s | firings per second |%n| --- | --- | --- |%n",
        title, entries.get(0).label());
    for (int i = 0; i < entries.size(); i++) {
      Rounds own = rates.get(i);
      System.out.printf("| %s | %s | %s |%n", entries.get(i).label(), own.dividedBy(first), own);
    }
  }
}
