package io.beatcop.benchmarks.firings;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The contestants of one table, which start and end with it. */
final class Field implements AutoCloseable {

  private final List<Entry> entries = new ArrayList<>();

  void add(String label, Peer peer, Conditions conditions) throws IOException {
    entries.add(Entry.start(label, peer, conditions));
  }

  List<Entry> entries() {
    return List.copyOf(entries);
  }

  @Override
  public void close() {
    entries.forEach(Entry::close);
  }
}
