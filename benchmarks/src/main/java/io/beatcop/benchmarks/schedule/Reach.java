package io.beatcop.benchmarks.schedule;

import io.beatcop.benchmarks.firings.Jvm;
import io.beatcop.benchmarks.firings.Rounds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The table of how soon a change is on the other nodes. */
final class Reach {

  private static final int HEAP = 768;

  private final Place place;
  private final int rounds;

  Reach(Place place, int rounds) {
    this.place = place;
    this.rounds = rounds;
  }

  void print() throws IOException {
    System.out.printf(
        "%n| a change on all other nodes | p50, ms | p99, ms | slowest, ms |%n"
            + "| --- | --- | --- | --- |%n");
    for (int nodes : List.of(2, 50)) {
      List<String> arguments = new ArrayList<>(List.of(String.valueOf(nodes)));
      arguments.addAll(place.words());
      String label = nodes + " nodes in one JVM";
      List<Rounds> figures = List.of(new Rounds(), new Rounds(), new Rounds());
      try (Jvm jvm = Jvm.start(label, Store.SHARED.classPath(), HEAP, ManyNodes.class, arguments)) {
        for (int round = 0; round <= rounds; round++) {
          String[] answer = jvm.ask("reach").split(" ", -1);
          for (int i = 0; i < answer.length && round > 0; i++) {
            figures.get(i).add(Double.parseDouble(answer[i]));
          }
        }
      }
      System.out.printf(
          "| %s | %s | %s | %s |%n", label, figures.get(0), figures.get(1), figures.get(2));
    }
  }
}
