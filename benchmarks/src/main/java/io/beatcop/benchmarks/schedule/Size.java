package io.beatcop.benchmarks.schedule;

import io.beatcop.benchmarks.firings.Jvm;
import io.beatcop.benchmarks.firings.Rounds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The table of what a schedule of some size costs a node, and Redis. */
final class Size {

  private static final int HEAP = 1024;

  private final Place place;
  private final int rounds;

  Size(Place place, int rounds) {
    this.place = place;
    this.rounds = rounds;
  }

  void print() throws IOException {
    System.out.printf(
        "%n| triggers | heap for each, of bare RAMJobStore | heap for each, bytes | bare RAMJobStore"
            + " | Redis for each, bytes | a node starts, ms | the next holder fires after a clean"
            + " stop, ms | triggers written a second, 500 at once |%n"
            + "| --- | --- | --- | --- | --- | --- | --- | --- |%n");
    for (int count : List.of(1_000, 10_000, 100_000)) {
      System.out.println(row(count));
    }
  }

  private String row(int count) throws IOException {
    Rounds bareHeap = new Rounds();
    Rounds heap = new Rounds();
    Rounds start = new Rounds();
    Rounds next = new Rounds();
    long before = RedisMemory.used(place.redisPort());
    Jvm holder = node(Store.SHARED, count, 0);
    double filled = Double.parseDouble(holder.ask(SizedNode.FILL + " " + count));
    long redis = RedisMemory.used(place.redisPort()) - before;
    for (int round = 1; round <= rounds; round++) {
      try (Jvm bare = node(Store.RAM, count, round)) {
        bareHeap.add(answer(bare.ask(SizedNode.OPEN + " " + count), 1));
      }
      Jvm waiting = node(Store.SHARED, count, round);
      String opened = waiting.ask(SizedNode.OPEN + " " + count);
      start.add(answer(opened, 0));
      heap.add(answer(opened, 1));
      CompletableFuture<Long> first =
          CompletableFuture.supplyAsync(() -> Long.parseLong(waiting.ask(SizedNode.FIRST)));
      long left = Long.parseLong(holder.ask(SizedNode.LEAVE));
      next.add((first.join() - left) / 1e6);
      holder.close();
      holder = waiting;
    }
    holder.close();
    return String.format(
        "| %,d | %s | %s | %s | %,d | %s | %s | %,.0f |",
        count,
        heap.dividedBy(bareHeap),
        heap,
        bareHeap,
        redis / count,
        start,
        next,
        count / filled);
  }

  private static double answer(String line, int at) {
    return Double.parseDouble(line.split(" ", -1)[at]);
  }

  private Jvm node(Store store, int count, int number) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(store.name(), "size-" + count, "n" + number));
    arguments.addAll(place.words());
    return Jvm.start(store.label(), store.classPath(), HEAP, SizedNode.class, arguments);
  }
}
