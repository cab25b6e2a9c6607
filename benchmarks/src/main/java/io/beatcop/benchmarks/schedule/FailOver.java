package io.beatcop.benchmarks.schedule;

import io.beatcop.benchmarks.firings.JobStores;
import io.beatcop.benchmarks.firings.Jvm;
import io.beatcop.benchmarks.firings.Rounds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The table of how long triggers wait after {@code kill -9} of the node that fired most of them.
 * The clusters wait at the same time: a fail-over is a wait, and no work.
 */
final class FailOver {

  private static final int HEAP = 64;

  private final Place place;
  private final int rounds;

  FailOver(Place place, int rounds) {
    this.place = place;
    this.rounds = rounds;
  }

  private record Row(Store store, int pace, String label, Rounds firstSeconds, Rounds lastSeconds) {

    Row(Store store, int pace, String label) {
      this(store, pace, label, new Rounds(), new Rounds());
    }
  }

  void print() throws Exception {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row(Store.SHARED, 0, "`ttl = 10s`, the default"));
    rows.add(new Row(Store.SHARED, 1, "`ttl = 1s`"));
    if (!place.postgres().isEmpty()) {
      JobStores.createTables(place.postgres());
      rows.add(new Row(Store.JDBC_POSTGRES, 0, "check-in each 7.5 s, the default"));
      rows.add(new Row(Store.JDBC_POSTGRES, 1, "check-in each 1 s"));
    }
    ExecutorService clusters = Executors.newFixedThreadPool(rows.size());
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (Row row : rows) {
        ends.add(
            clusters.submit(
                () -> {
                  measure(row);
                  return row;
                }));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } finally {
      clusters.shutdownNow();
    }
    System.out.printf(
        "%n| after `kill -9` of the node that fires | of the first row | until each trigger has"
            + " fired again, s | until the first one has, s |%n| --- | --- | --- | --- |%n");
    for (Row row : rows) {
      System.out.printf(
          "| %s, %s | %s | %s | %s |%n",
          row.store.label(),
          row.label,
          row.lastSeconds.dividedBy(rows.get(0).lastSeconds),
          row.lastSeconds,
          row.firstSeconds);
    }
  }

  private void measure(Row row) throws Exception {
    String cluster = "fail-over-" + row.store + "-" + row.pace;
    int number = 0;
    Jvm one = start(row, cluster, "n" + number++);
    Jvm other = start(row, cluster, "n" + number++);
    try {
      for (int round = 0; round < rounds; round++) {
        int unused = count(one) + count(other);
        // A while, and then somewhere between two signs of life.
        TimeUnit.MILLISECONDS.sleep(5000 + ThreadLocalRandom.current().nextInt(3000));
        if (count(one) < count(other)) {
          Jvm swapped = one;
          one = other;
          other = swapped;
        }
        long begin = System.nanoTime();
        one.kill();
        String[] answer = other.ask(FiringNode.SINCE + " " + begin).split(" ", -1);
        row.firstSeconds.add(Double.parseDouble(answer[0]) / 1e3);
        row.lastSeconds.add(Double.parseDouble(answer[1]) / 1e3);
        one = start(row, cluster, "n" + number++);
      }
    } finally {
      one.close();
      other.close();
    }
  }

  private static int count(Jvm jvm) {
    return Integer.parseInt(jvm.ask(FiringNode.COUNT));
  }

  private Jvm start(Row row, String cluster, String node) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of(row.store.name(), cluster, node, String.valueOf(row.pace)));
    arguments.addAll(place.words());
    return Jvm.start(row.store.label(), row.store.classPath(), HEAP, FiringNode.class, arguments);
  }
}
