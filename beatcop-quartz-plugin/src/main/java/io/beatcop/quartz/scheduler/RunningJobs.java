package io.beatcop.quartz.scheduler;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quartz.JobExecutionContext;

/**
 * The gated firings that are under way on this node, from the moment when they are asked about to
 * their end, so that the lease is kept until the last one has ended (L8).
 *
 * <p>Quartz's own list does not have a firing yet while its veto is decided. A firing is known by
 * its worker thread: it can have only one, and one that asks again has ended the one before, even
 * if another listener's exception kept Quartz from saying so.
 */
public final class RunningJobs {

  /**
   * A firing that is under way.
   *
   * @param context as Quartz made it
   * @param recoverable its field in the journal, if it is to be run again should this node die
   */
  record Run(JobExecutionContext context, Optional<String> recoverable) {}

  private final Map<Thread, Run> workers = new HashMap<>();
  private Optional<Runnable> whenIdle = Optional.empty();

  /** A firing begins on this thread. */
  synchronized void begin(JobExecutionContext context, Optional<String> recoverable) {
    workers.put(Thread.currentThread(), new Run(context, recoverable));
  }

  /** Whether this firing is under way, so that it asks again only to be retried. */
  synchronized boolean isRunning(JobExecutionContext context) {
    Run run = workers.get(Thread.currentThread());
    return run != null && run.context() == context;
  }

  /** The firing on this thread, if there is one. */
  synchronized Optional<Run> current() {
    return Optional.ofNullable(workers.get(Thread.currentThread()));
  }

  /** The firing on this thread, if there was one, has ended. */
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

  /** Does something as soon as nothing is under way: now, or when the last firing ends. */
  void whenIdle(Runnable action) {
    synchronized (this) {
      if (!workers.isEmpty()) {
        whenIdle = Optional.of(action);
        return;
      }
    }
    action.run();
  }

  /** Takes back what {@link #whenIdle} put off. */
  synchronized void forget() {
    whenIdle = Optional.empty();
  }

  /** What is under way. */
  synchronized List<JobExecutionContext> contexts() {
    return workers.values().stream().map(Run::context).toList();
  }

  public synchronized int count() {
    return workers.size();
  }
}
