package io.beatcop.quartz.gate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quartz.JobExecutionContext;

/**
 * The gated firings under way on this node, from Quartz' question about them to their end. The
 * lease is kept until the last one has ended (L8).
 *
 * <p>Quartz' own list does not have a firing yet while its veto is decided. A firing is identified
 * by its worker thread, which can have only one. A thread that asks again has ended its firing
 * before, even if another listener's exception kept Quartz from telling.
 */
public final class RunningJobs {

  /**
   * A firing that is under way.
   *
   * @param context the context that Quartz made
   * @param recoverable its field in the journal, if it must run again when this node dies
   */
  record Run(JobExecutionContext context, Optional<String> recoverable) {}

  private final Map<Thread, Run> workers = new HashMap<>();
  private Optional<Runnable> whenIdle = Optional.empty();

  /** Notes that a firing begins on this thread. */
  synchronized void begin(JobExecutionContext context, Optional<String> recoverable) {
    workers.put(Thread.currentThread(), new Run(context, recoverable));
  }

  /** Whether this firing is under way already, so that it asks again for a retry. */
  synchronized boolean isRunning(JobExecutionContext context) {
    Run run = workers.get(Thread.currentThread());
    return run != null && run.context() == context;
  }

  /** The firing on this thread, if there is one. */
  synchronized Optional<Run> current() {
    return Optional.ofNullable(workers.get(Thread.currentThread()));
  }

  /** Notes that the firing on this thread, if there was one, has ended. */
  void end() {
    Optional<Runnable> action;
    synchronized (this) {
      workers.remove(Thread.currentThread());
      action = workers.isEmpty() ? whenIdle : Optional.empty();
      if (workers.isEmpty()) {
        whenIdle = Optional.empty();
      }
    }
    action.ifPresent(Runnable::run);
  }

  /** Runs an action as soon as no firing is under way: now, or when the last one ends. */
  public void whenIdle(Runnable action) {
    synchronized (this) {
      if (!workers.isEmpty()) {
        whenIdle = Optional.of(action);
        return;
      }
    }
    action.run();
  }

  /** Forgets the action that {@link #whenIdle} put off. */
  public synchronized void forget() {
    whenIdle = Optional.empty();
  }

  /** The contexts of the firings under way. */
  public synchronized List<JobExecutionContext> contexts() {
    return workers.values().stream().map(Run::context).toList();
  }

  /** How many are under way. */
  public synchronized int count() {
    return workers.size();
  }
}
