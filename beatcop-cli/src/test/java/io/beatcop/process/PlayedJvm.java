package io.beatcop.process;

import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A guard whose JVM is played by the test: two {@code cat}s carry the frames between the channel
 * and pipes that the test has the other ends of.
 */
final class PlayedJvm implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String CARRIER = "exec 3<&0; cat '%1$s/to' >&3 & exec cat <&3 >'%1$s/from'";

  private final Path directory;
  private final Process front;
  private final OutputStream to;
  private final DataInputStream from;
  private long sleepNanos;

  private PlayedJvm(Path directory, Process front, OutputStream to, DataInputStream from) {
    this.directory = directory;
    this.front = front;
    this.to = to;
    this.from = from;
  }

  /**
   * Starts a guard.
   *
   * @param wrapper a command that executes it, such as {@code setpriv …}
   */
  static PlayedJvm start(Path directory, String... wrapper) throws IOException {
    String to = directory.resolve("to").toString();
    String from = directory.resolve("from").toString();
    Commands.run("mkfifo", "-m", "666", to, from);
    List<String> command = new ArrayList<>(List.of(wrapper));
    command.addAll(
        List.of(Distribution.guard().toString(), "sh", "-c", CARRIER.formatted(directory)));
    Process front =
        new ProcessBuilder(command)
            .redirectError(directory.resolve("err").toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    PlayedJvm jvm =
        new PlayedJvm(
            directory,
            front,
            new FileOutputStream(to),
            new DataInputStream(new FileInputStream(from)));
    jvm.send(GuardFrame.ping(1));
    jvm.sleepNanos = jvm.read(Event.Pong.class).sleepNanos();
    return jvm;
  }

  /** What the guard has written to standard error. */
  String errors() throws IOException {
    return Files.readString(directory.resolve("err"));
  }

  /** What the guard has said of sleep. */
  long sleep() {
    return sleepNanos;
  }

  void send(byte[] frame) throws IOException {
    to.write(frame);
    to.flush();
  }

  /** Reads on until an event of that kind comes. */
  <E extends Event> E read(Class<E> kind) throws IOException {
    Optional<Event> event = GuardFrame.read(from);
    while (!kind.isInstance(event.orElseThrow())) {
      event = GuardFrame.read(from);
    }
    return kind.cast(event.get());
  }

  void killFront() {
    front.destroyForcibly();
  }

  /** Waits for the keeper, and returns its process. */
  ProcessHandle keeper() {
    return await()
        .atMost(PATIENCE)
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofNanos(1))
        .until(
            () -> front.children().filter(child -> child.pid() != jvm()).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** The process that plays the JVM: the first that the front has started. */
  private long jvm() {
    return front.children().map(ProcessHandle::pid).min(Long::compare).orElse(0L);
  }

  Process front() {
    return front;
  }

  /** The exit code of the front. */
  int exitCode() {
    await("the end of the front").atMost(PATIENCE).until(() -> !front.isAlive());
    return front.exitValue();
  }

  List<ProcessHandle> processes() {
    return front.descendants().toList();
  }

  @Override
  public void close() throws IOException {
    List<ProcessHandle> all = processes();
    front.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    to.close();
    from.close();
  }
}
