package io.beatcop.benchmarks.firings;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A contestant as a table has it: the JVM that is told of its turns, and what it is called. */
final class Entry implements AutoCloseable {

  /** The same for all. */
  private static final List<String> FLAGS =
      List.of("-Xms256m", "-Xmx256m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");

  private final String label;
  private final Process process;
  private final PrintStream orders;
  private final BufferedReader answers;

  private Entry(String label, Process process) {
    this.label = label;
    this.process = process;
    this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Starts the JVM, and waits until the contestant is set up. */
  static Entry start(String label, Peer peer, Conditions conditions) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.addAll(List.of("-cp", peer.classPath(), Turns.class.getName(), peer.name()));
    command.addAll(conditions.words());
    Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    Entry entry = new Entry(label, process);
    entry.expect(Turns.READY);
    return entry;
  }

  String label() {
    return label;
  }

  /** Lets it fire as fast as it can for a turn; the firings per second. */
  double burst() {
    return Double.parseDouble(ask(Turns.BURST));
  }

  /** Lets it fire at a rate for a turn; the times that its gate took. */
  GateTimes paced(int rate) {
    return GateTimes.of(ask(Turns.PACED + " " + rate));
  }

  private void expect(String answer) {
    String given = answer();
    if (!given.equals(answer)) {
      throw new IllegalStateException(label + " says '" + given + "' in place of " + answer);
    }
  }

  private String ask(String order) {
    orders.println(order);
    return answer();
  }

  private String answer() {
    try {
      String line = answers.readLine();
      if (line == null) {
        throw new IllegalStateException(label + " has ended: see its standard error");
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the JVM, and waits until it has. */
  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
