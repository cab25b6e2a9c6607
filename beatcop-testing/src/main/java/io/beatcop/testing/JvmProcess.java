package io.beatcop.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A main class of a test in a JVM of its own: it can be told things, heard, frozen, thawed and
 * killed.
 */
public final class JvmProcess implements AutoCloseable {

  private final String name;
  private final Process process;
  private final Optional<Thread> listener;

  private JvmProcess(String name, Process process, Optional<Consumer<String>> heard) {
    this.name = name;
    this.process = process;
    this.listener = heard.map(each -> listen(process, each));
  }

  /** What a JVM is started with. */
  public static final class Builder {

    private final String name;
    private final Class<?> main;
    private String memory = "64m";
    private String classPath = System.getProperty("java.class.path");
    private final List<String> options = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private ProcessBuilder.Redirect log = ProcessBuilder.Redirect.INHERIT;
    private Optional<Consumer<String>> heard = Optional.empty();

    private Builder(String name, Class<?> main) {
      this.name = name;
      this.main = main;
    }

    /** Sets the most heap, as Java's {@code -Xmx} takes it. */
    public Builder memory(String most) {
      memory = most;
      return this;
    }

    /** Sets the class path; that of the test by default. */
    public Builder classPath(String path) {
      classPath = path;
      return this;
    }

    /** Adds an option for Java. */
    public Builder option(String option) {
      options.add(option);
      return this;
    }

    /** Adds variables to the environment of the test. */
    public Builder environment(Map<String, String> variables) {
      environment.putAll(variables);
      return this;
    }

    /** Sets where its standard error goes; to that of the test by default. */
    public Builder log(ProcessBuilder.Redirect where) {
      log = where;
      return this;
    }

    /** Sets who hears each line of its standard output, on a thread that reads nothing else. */
    public Builder heard(Consumer<String> each) {
      heard = Optional.of(each);
      return this;
    }

    /** Starts it, and does not wait for anything. */
    public JvmProcess start(List<String> arguments) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx" + memory));
      command.addAll(options);
      command.addAll(List.of("-cp", classPath, main.getName()));
      command.addAll(arguments);
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(log);
      if (heard.isEmpty()) {
        builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
      }
      builder.environment().putAll(environment);
      try {
        return new JvmProcess(name, builder.start(), heard);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Begins to describe a JVM that runs a main class. */
  public static Builder of(String name, Class<?> main) {
    return new Builder(name, main);
  }

  private static Thread listen(Process process, Consumer<String> each) {
    Thread thread =
        new Thread(
            () -> process.inputReader(StandardCharsets.UTF_8).lines().forEach(each),
            "output of " + process.pid());
    thread.setDaemon(true);
    // When the process is killed in the middle of a line, there is nothing more to hear.
    thread.setUncaughtExceptionHandler((dead, end) -> {});
    thread.start();
    return thread;
  }

  /** Returns the name that it was given. */
  public String name() {
    return name;
  }

  /** Returns the number of its process. */
  public long pid() {
    return process.pid();
  }

  /** Whether it has not ended. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Writes a line to its standard input. */
  public void tell(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops it where it is; it notices nothing. */
  public void freeze() {
    signal(process.pid(), "STOP");
  }

  /** Lets it go on where it was frozen. */
  public void thaw() {
    signal(process.pid(), "CONT");
  }

  /**
   * Sends a signal. Java itself can send no more than TERM and KILL; the shell's own kill needs no
   * package.
   */
  static void signal(long pid, String signal) {
    try {
      Process kill =
          new ProcessBuilder("sh", "-c", "kill -s $0 $1", signal, String.valueOf(pid)).start();
      int status = kill.onExit().join().exitValue();
      if (status != 0) {
        throw new IllegalStateException("kill -s %s %d: status %d".formatted(signal, pid, status));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills it, frozen or not, as if its machine had lost power. What it said before is heard. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
    listener.ifPresent(JvmProcess::join);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
  }
}
