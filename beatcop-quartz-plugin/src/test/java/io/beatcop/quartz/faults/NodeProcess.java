package io.beatcop.quartz.faults;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

  private final Process process;
  private final Thread listener;
  private final List<Said> said = new CopyOnWriteArrayList<>();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger ready = new AtomicInteger();

  private NodeProcess(Process process) {
    this.process = process;
    listener = new Thread(this::listen, "node-" + process.pid());
    listener.setDaemon(true);
    listener.start();
  }

  /** Starts a node with the arguments that {@link ClusterNode} takes. Does not wait for it. */
  static NodeProcess launch(Map<String, String> environment, List<String> arguments) {
    return launch(environment, arguments, ProcessBuilder.Redirect.INHERIT);
  }

  /** The same, with a place for what it logs. */
  static NodeProcess launch(
      Map<String, String> environment, List<String> arguments, ProcessBuilder.Redirect log) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-Dorg.slf4j.simpleLogger.log.org.quartz=warn",
                "-cp",
                System.getProperty("java.class.path"),
                ClusterNode.class.getName()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log);
    builder.environment().putAll(environment);
    try {
      return new NodeProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void listen() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        switch (line) {
          case "ready" -> ready.incrementAndGet();
          case "done" -> done.incrementAndGet();
          default -> said.add(Said.of(line));
        }
      }
    } catch (IOException e) {
      // It was killed: there is nothing more to hear.
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
    try {
      process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** Stops it where it is; it notices nothing. */
  void freeze() {
    signal("STOP");
  }

  /** Lets it go on where it was frozen. */
  void thaw() {
    signal("CONT");
  }

  // Java itself can send no more than TERM and KILL. The shell's own kill needs no procps.
  private void signal(String name) {
    try {
      new ProcessBuilder("sh", "-c", "kill -s $0 $1", name, String.valueOf(pid()))
          .start()
          .onExit()
          .join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    process.destroyForcibly();
    process.onExit().join();
    try {
      // Its words before its death count.
      listener.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
  }
}
