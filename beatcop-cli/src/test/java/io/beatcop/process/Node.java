package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A node as its user starts it, guard and all, whose processes can be killed and frozen. */
final class Node implements AutoCloseable {

  /** The processes of a node, beside its child. */
  enum Part {
    FRONT,
    JVM,
    KEEPER
  }

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String name;
  private final Process front;
  private final Path log;
  private final Map<Part, ProcessHandle> parts = new LinkedHashMap<>();

  private Node(String name, Process front, Path log) {
    this.name = name;
    this.front = front;
    this.log = log;
    parts.put(Part.FRONT, front.toHandle());
  }

  /** What a node is started with. */
  static final class Builder {

    private final String name;
    private final Path directory;
    private final List<String> wrapper = new ArrayList<>();
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Optional<Path> input = Optional.empty();

    private Builder(String name, Path directory) {
      this.name = name;
      this.directory = directory;
    }

    Builder with(String property, Object value) {
      properties.put(property, value.toString());
      return this;
    }

    /** A command that executes the node, such as {@code setpriv …}. */
    Builder under(String... command) {
      wrapper.addAll(List.of(command));
      return this;
    }

    Builder environment(String variable, String value) {
      environment.put(variable, value);
      return this;
    }

    Builder input(Path file) {
      input = Optional.of(file);
      return this;
    }

    /** Where the output of the child goes. */
    Path output() {
      return directory.resolve(name + ".out");
    }

    List<String> commandLine(List<String> command) {
      List<String> line = new ArrayList<>(Commands.withDefaultSignals());
      line.addAll(wrapper);
      line.add(Distribution.guard().toString());
      line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      line.addAll(List.of("-Xrs", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx32m"));
      line.addAll(List.of("-XX:+DisplayVMOutputToStderr", "-XX:-UsePerfData"));
      properties.forEach((key, value) -> line.add("-D" + key + "=" + value));
      line.addAll(List.of("-cp", System.getProperty("java.class.path")));
      line.add(TestNode.class.getName());
      line.addAll(command);
      return line;
    }

    Node start(String... command) {
      return start(List.of(command));
    }

    Node start(List<String> command) {
      Path log = directory.resolve(name + ".log");
      ProcessBuilder builder =
          new ProcessBuilder(commandLine(command))
              .redirectOutput(output().toFile())
              .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(environment);
      input.ifPresent(file -> builder.redirectInput(file.toFile()));
      try {
        return new Node(name, builder.start(), log);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static Builder named(String name, Path directory) {
    return new Builder(name, directory);
  }

  String name() {
    return name;
  }

  long pid() {
    return front.pid();
  }

  boolean isAlive() {
    return front.isAlive();
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the node knows that another one has the lease. */
  void awaitWaiting() {
    awaitLog("held by ");
  }

  void awaitLog(String text) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(log()).as(name).contains(text));
  }

  /** The node with all of its child. */
  List<ProcessHandle> all() {
    List<ProcessHandle> all = new ArrayList<>(front.descendants().toList());
    all.add(front.toHandle());
    return all;
  }

  /** Waits until the node has ended, and returns its exit code. */
  int exitCode() {
    await("the end of " + name).atMost(PATIENCE).until(() -> !front.isAlive());
    return front.exitValue();
  }

  /** The process of a part; that of the keeper is the one of the child that runs now. */
  ProcessHandle part(Part part) {
    if (part == Part.KEEPER || !parts.containsKey(part)) {
      find(part).ifPresent(found -> parts.put(part, found));
    }
    return Optional.ofNullable(parts.get(part))
        .orElseThrow(() -> new IllegalStateException(name + " has no " + part + ": " + log()));
  }

  private Optional<ProcessHandle> find(Part part) {
    String command = part == Part.JVM ? "java" : "beatcop-keeper";
    return front.children().filter(child -> command.equals(commandOf(child))).findFirst();
  }

  private static String commandOf(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "comm")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  void kill(List<Part> killed) {
    // Found before the first of them is killed, and then at once.
    killed.stream().map(this::part).toList().forEach(ProcessHandle::destroyForcibly);
  }

  void freeze(List<Part> frozen) {
    signal("STOP", frozen.stream().map(this::part));
  }

  void thaw() {
    signal("CONT", parts.values().stream().filter(ProcessHandle::isAlive));
  }

  /** Sends a signal to the node, as its user would. */
  void signal(String signal) {
    signal(signal, Stream.of(front.toHandle()));
  }

  static void signal(String signal, Stream<ProcessHandle> processes) {
    List<String> command = new ArrayList<>(List.of("kill", "-s", signal));
    processes.forEach(process -> command.add(String.valueOf(process.pid())));
    Commands.run(command);
  }

  /** Kills all of it, frozen or not. */
  @Override
  public void close() {
    List<ProcessHandle> all = all();
    all.addAll(parts.values());
    all.forEach(ProcessHandle::destroyForcibly);
    await("the end of " + name)
        .atMost(PATIENCE)
        .until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
  }
}
