package io.beatcop.examples.quartz.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.beatcop.examples.quartz.node.Node;
import io.beatcop.lease.Durations;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The JVM of one node. It ends when this process does: its standard input is a pipe from here. */
final class NodeProcess {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * The settings of a node.
   *
   * @param redis the address of Redis
   * @param ttl the time to live of the lease
   * @param spread how many slices the jobs are cut into
   * @param jobs how many jobs there are
   * @param ledgerUrl the JDBC URL of the ledger
   * @param logs the folder of its log
   */
  record Settings(String redis, Duration ttl, int spread, int jobs, String ledgerUrl, Path logs) {}

  private final String name;
  private final Process process;
  private volatile boolean ready;
  private Optional<Process> ice = Optional.empty();

  private NodeProcess(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  static NodeProcess start(String name, Settings settings) {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // The lines of quartz.properties that differ from one run to the next.
                "-Dorg.quartz.plugin.beatcop.redis=" + settings.redis(),
                "-Dorg.quartz.plugin.beatcop.ttl=" + Durations.format(settings.ttl()),
                "-Dorg.quartz.plugin.beatcop.spread=" + settings.spread(),
                "-Dnode.jobs=" + settings.jobs(),
                "-Dorg.quartz.threadPool.threadCount=" + (settings.jobs() == 1 ? 2 : 8),
                "-cp",
                System.getProperty("java.class.path"),
                Node.class.getName()));
    builder.environment().putAll(Map.of("NODE_NAME", name, "LEDGER_URL", settings.ledgerUrl()));
    Path log = settings.logs().resolve(name + ".log");
    builder.redirectError(Redirect.appendTo(log.toFile()));
    try {
      NodeProcess node = new NodeProcess(name, builder.start());
      Thread reader = new Thread(node::awaitReady, "beatcop-demo-" + name);
      reader.setDaemon(true);
      reader.start();
      return node;
    } catch (IOException e) {
      throw new DemoException(name + " does not start", e);
    }
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  /** Whether its scheduler has been started. */
  boolean isUp() {
    return ready && process.isAlive();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it with {@code kill -9}. */
  void kill() {
    process.destroyForcibly();
  }

  /** Stops it in its tracks, as SIGSTOP does, until it is thawed or this process ends. */
  void freeze() {
    try {
      // A frozen node can't see the end of its standard input: this shell sees it instead.
      String script = "kill -STOP \"$0\"; read -r line; kill -CONT \"$0\"";
      ice =
          Optional.of(
              new ProcessBuilder("sh", "-c", script, String.valueOf(pid()))
                  .redirectError(Redirect.DISCARD)
                  .redirectOutput(Redirect.DISCARD)
                  .start());
    } catch (IOException e) {
      throw new DemoException(name + " can't be frozen", e);
    }
  }

  /** Lets it run on. */
  void thaw() {
    try {
      if (ice.isPresent()) {
        ice.get().getOutputStream().close();
      }
    } catch (IOException e) {
      // The shell has ended, and has thawed the node before.
    }
  }

  /** Asks for a clean stop, and does not wait for it. */
  void stop() {
    try (OutputStream orders = process.getOutputStream()) {
      orders.write("stop\n".getBytes(UTF_8));
    } catch (IOException e) {
      // It has ended already.
    }
  }

  /** Waits for its end, and kills it when that takes too long; tells whether it ended by itself. */
  boolean awaitEnd() {
    try {
      if (process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        return true;
      }
      kill();
      process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private void awaitReady() {
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        ready = ready || line.equals("ready");
      }
    } catch (IOException | UncheckedIOException e) {
      // The pipe broke, so the node has ended: isAlive tells.
    }
  }
}
