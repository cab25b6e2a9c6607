package io.beatcop.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A {@code redis-server} that is a child process of this JVM. */
final class RedisProcess implements RedisInstance {

  private static final int ATTEMPTS = 50;

  private final Path folder;
  private final Path data;
  private final Path log;
  private final List<String> command;
  private Optional<Process> process = Optional.empty();

  /**
   * Prepares the process.
   *
   * @param folder its own, deleted in the end
   */
  RedisProcess(Path folder, Path binary, int port, List<String> arguments) {
    this.folder = folder;
    this.data = folder.resolve("data");
    this.log = folder.resolve("log");
    this.command = new ArrayList<>(List.of(binary.toString()));
    // A file of settings must be the first; the arguments win over ours, so they come last.
    int files = !arguments.isEmpty() && !arguments.get(0).startsWith("--") ? 1 : 0;
    command.addAll(arguments.subList(0, files));
    command.addAll(List.of("--bind", RedisServer.HOST));
    command.addAll(List.of("--port", Integer.toString(port), "--dir", data.toString()));
    command.addAll(arguments.subList(files, arguments.size()));
  }

  static Path newFolder() {
    try {
      return Files.createTempDirectory("beatcop-redis-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The version that a binary says it has, such as {@code 7.0.15}. */
  static String version(Path binary) {
    try {
      Process process = new ProcessBuilder(binary.toString(), "--version").start();
      String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return line.replaceFirst("(?s).*\\bv=(\\S+).*", "$1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isRunning() {
    return process.map(Process::isAlive).orElse(false);
  }

  @Override
  public void launch() {
    try {
      Files.createDirectories(data);
      process = Optional.of(startPatiently());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process startPatiently() throws IOException {
    IOException busy = null;
    for (int i = 0; i < ATTEMPTS; i++) {
      try {
        return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
      } catch (IOException e) {
        // A process that another thread starts holds the binary open, which was just written.
        if (!String.valueOf(e.getMessage()).contains("Text file busy")) {
          throw e;
        }
        busy = e;
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
    throw Objects.requireNonNull(busy);
  }

  @Override
  public void signal(Signal signal) {
    if (signal == Signal.KILL) {
      kill();
    } else {
      send(signal);
    }
  }

  // A child that saves goes on writing when its Redis is dead. No child is begun by a Redis that is
  // frozen, so none is missed.
  private void kill() {
    send(Signal.STOP);
    List<ProcessHandle> children = process.orElseThrow().descendants().toList();
    send(Signal.KILL);
    children.forEach(ProcessHandle::destroyForcibly);
    children.forEach(child -> child.onExit().join());
  }

  private void send(Signal signal) {
    JvmProcess.signal(process.orElseThrow().pid(), signal.name());
  }

  @Override
  public void wipe() {
    delete(data);
  }

  @Override
  public String output() {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void discard() {
    if (isRunning()) {
      kill();
    }
    process.ifPresent(ended -> ended.onExit().join());
    delete(folder);
  }

  private static void delete(Path tree) {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
