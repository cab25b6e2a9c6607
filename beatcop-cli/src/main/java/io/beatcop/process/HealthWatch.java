package io.beatcop.process;

import io.beatcop.lease.Durations;
import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a health check at intervals while a child lives, on a thread of its own.
 *
 * <p>The child is not well when {@value #PATIENCE} checks in a row have failed, or took longer than
 * the interval. The check gets the child's environment; its standard error is ours.
 */
final class HealthWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
  private static final int PATIENCE = 3;

  private final HealthCheck check;
  private final ChildCommand child;
  private final String lease;
  private final Consumer<Event> listener;
  private final ScheduledExecutorService thread;
  private int failures;
  private volatile @Nullable Process running;

  HealthWatch(HealthCheck check, ChildCommand child, String lease, Consumer<Event> listener) {
    this.check = check;
    this.child = child;
    this.lease = lease;
    this.listener = listener;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            duty -> {
              Thread made = new Thread(duty, "beatcop-" + lease + "-health");
              made.setDaemon(true);
              return made;
            });
  }

  /** Begins. The first check comes after an interval. */
  void start() {
    long millis = check.interval().toMillis();
    var unused = thread.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      String failure = run();
      failures = failure == null ? 0 : failures + 1;
      if (failure != null) {
        log.warn("{}: health check failed, {} of {} times: {}", lease, failures, PATIENCE, failure);
      }
      if (failures == PATIENCE) {
        listener.accept(new Event.Unwell("the health check failed " + PATIENCE + " times"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs the check once. Returns what was wrong, or null. */
  private @Nullable String run() throws InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(check.command())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    Map<String, String> environment = builder.environment();
    UserEnvironment.complete(environment);
    environment.keySet().removeAll(child.removed());
    environment.putAll(child.added());
    Process process;
    try {
      process = builder.start();
    } catch (IOException | OutOfMemoryError e) {
      // Without a process, or a thread that waits for it, the check has failed.
      return String.valueOf(e.getMessage());
    }
    running = process;
    try {
      if (!process.waitFor(check.interval().toMillis(), TimeUnit.MILLISECONDS)) {
        return "it takes longer than " + Durations.format(check.interval());
      }
      return process.exitValue() == 0 ? null : "exit code " + process.exitValue();
    } finally {
      kill(process);
      running = null;
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Ends the running check, and runs no more. */
  @Override
  public void close() {
    thread.shutdownNow();
    Process process = running;
    if (process != null) {
      kill(process);
    }
  }
}
