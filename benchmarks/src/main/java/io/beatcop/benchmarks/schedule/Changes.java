package io.beatcop.benchmarks.schedule;

import io.beatcop.benchmarks.firings.Jvm;
import io.beatcop.benchmarks.firings.Rounds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The tables of how many changes a second a node of a cluster makes, and how soon one counts. */
final class Changes {

  private static final int HEAP = 512;

  private record Row(Store store, Jvm jvm, List<Rounds> figures) {}

  private final Place place;
  private final int rounds;

  Changes(Place place, int rounds) {
    this.place = place;
    this.rounds = rounds;
  }

  void print() throws IOException {
    List<Row> rows = new ArrayList<>();
    try {
      for (Store store : Store.values()) {
        if (store != Store.RAM && !(store.needsPostgres() && place.postgres().isEmpty())) {
          List<String> arguments = new ArrayList<>(List.of(store.name()));
          arguments.addAll(place.words());
          rows.add(
              new Row(
                  store,
                  Jvm.start(store.label(), store.classPath(), HEAP, TwoNodes.class, arguments),
                  new ArrayList<>()));
        }
      }
      for (int callers : List.of(1, 8)) {
        race(rows, TwoNodes.CHANGE + " " + callers, 3);
        System.out.printf(
            "%n| %s | of the first row: schedule | reschedule | delete | schedule a second |"
                + " reschedule | delete |%n| --- | --- | --- | --- | --- | --- | --- |%n",
            callers == 1 ? "one caller" : callers + " callers");
        rows.forEach(
            row -> {
              System.out.printf("| %s |", row.store.label());
              for (int i = 0; i < 3; i++) {
                System.out.printf(
                    " %s |", row.figures.get(i).dividedBy(rows.get(0).figures.get(i)));
              }
              row.figures.forEach(figure -> System.out.printf(" %s |", figure));
              System.out.println();
            });
      }
      race(rows, TwoNodes.RUN, 3);
      System.out.printf(
          "%n| a job that is to run now | p50, ms | p99, ms | slowest, ms |%n| --- | --- | --- | --- |%n");
      rows.forEach(
          row ->
              System.out.printf(
                  "| %s | %s | %s | %s |%n",
                  row.store.label(), row.figures.get(0), row.figures.get(1), row.figures.get(2)));
    } finally {
      rows.forEach(row -> row.jvm.close());
    }
  }

  private void race(List<Row> rows, String order, int figures) {
    for (Row row : rows) {
      row.figures.clear();
      for (int i = 0; i < figures; i++) {
        row.figures.add(new Rounds());
      }
    }
    // The first round compiles, and is not counted.
    for (int round = 0; round <= rounds; round++) {
      for (Row row : rows) {
        String[] answer = row.jvm.ask(order).split(" ", -1);
        for (int i = 0; i < figures && round > 0; i++) {
          row.figures.get(i).add(Double.parseDouble(answer[i]));
        }
      }
    }
  }
}
