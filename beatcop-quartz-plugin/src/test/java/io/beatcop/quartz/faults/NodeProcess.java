package io.beatcop.quartz.faults;

import static org.awaitility.Awaitility.await;

import io.beatcop.testing.JvmProcess;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A {@link ClusterNode} that is told things, heard, and killed. */
final class NodeProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * A node's line about a firing.
   *
   * @param what {@code fire} or {@code end}
   * @param scheduler of which of its schedulers
   * @param trigger the trigger, as {@code group.name}
   * @param scheduledMillis the scheduled time
   * @param firedMillis when it was fired, by the node's clock
   * @param heardMillis when it was heard here
   * @param more what else it said
   */
  record Said(
      String what,
      String scheduler,
      String trigger,
      long scheduledMillis,
      long firedMillis,
      long heardMillis,
      List<String> more) {

    private static Said of(String line) {
      String[] words = line.split(" ");
      return new Said(
          words[0],
          words[1],
          words[2],
          Long.parseLong(words[3]),
          Long.parseLong(words[4]),
          System.currentTimeMillis(),
          Arrays.asList(words).subList(5, words.length));
    }
  }

  private final JvmProcess process;
  private final List<Said> said = new CopyOnWriteArrayList<>();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger ready = new AtomicInteger();

  private NodeProcess(JvmProcess.Builder builder, List<String> arguments) {
    process = builder.heard(this::hear).start(arguments);
  }

  /** Starts a node with the arguments that {@link ClusterNode} takes. Does not wait for it. */
  static NodeProcess launch(Map<String, String> environment, List<String> arguments) {
    return launch(environment, arguments, ProcessBuilder.Redirect.INHERIT);
  }

  /** The same, with a place for what it logs. */
  static NodeProcess launch(
      Map<String, String> environment, List<String> arguments, ProcessBuilder.Redirect log) {
    return new NodeProcess(
        JvmProcess.of("node", ClusterNode.class)
            .memory("128m")
            .option("-Dorg.slf4j.simpleLogger.log.org.quartz=warn")
            .environment(environment)
            .log(log),
        arguments);
  }

  private void hear(String line) {
    switch (line) {
      case "ready" -> ready.incrementAndGet();
      case "done" -> done.incrementAndGet();
      default -> said.add(Said.of(line));
    }
  }

  NodeProcess awaitReady() {
    await().atMost(PATIENCE).until(() -> ready.get() > 0);
    return this;
  }

  /** Tells it something, and waits until it is done. */
  NodeProcess tell(String command) {
    int before = done.get();
    order(command);
    await(command)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> done.get() > before);
    return this;
  }

  /** Tells it something, and does not wait. */
  void order(String command) {
    process.tell(command);
  }

  long pid() {
    return process.pid();
  }

  /** Stops it where it is; it notices nothing. */
  void freeze() {
    process.freeze();
  }

  /** Lets it go on where it was frozen. */
  void thaw() {
    process.thaw();
  }

  /** All that it said of firings. */
  List<Said> said() {
    return List.copyOf(said);
  }

  /** The lines that say that it fired. */
  List<Said> fires() {
    return said.stream().filter(each -> each.what().equals("fire")).toList();
  }

  /** Kills it, as if its machine had lost power. */
  void kill() {
    process.kill();
  }

  @Override
  public void close() {
    kill();
  }
}
