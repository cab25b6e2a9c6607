package io.beatcop.benchmarks.firings;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A contestant as a table has it: the JVM that is told of its turns, and what it is called. */
final class Entry implements AutoCloseable {

  /** The same heap for all. */
  private static final int HEAP = 256;

  private final String label;
  private final Jvm jvm;

  private Entry(String label, Jvm jvm) {
    this.label = label;
    this.jvm = jvm;
  }

  /** Starts the JVM, and waits until the contestant is set up. */
  static Entry start(String label, Peer peer, Conditions conditions) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(peer.name()));
    arguments.addAll(conditions.words());
    return new Entry(label, Jvm.start(label, peer.classPath(), HEAP, Turns.class, arguments));
  }

  String label() {
    return label;
  }

  /** Lets it fire as fast as it can for a turn; the firings per second. */
  double burst() {
    return Double.parseDouble(jvm.ask(Turns.BURST));
  }

  /** Lets it fire at a rate for a turn; the times that its gate took. */
  GateTimes paced(int rate) {
    return GateTimes.of(jvm.ask(Turns.PACED + " " + rate));
  }

  /** Ends the JVM, and waits until it has. */
  @Override
  public void close() {
    jvm.close();
  }
}
