package io.beatcop.monitor;

import io.beatcop.process.SupervisorListener;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several listeners as one. If one throws, that is a bug and is logged, and the others are still
 * told.
 */
public final class Listeners implements SupervisorListener {

  private static final Logger log = LoggerFactory.getLogger(Listeners.class);

  private final List<SupervisorListener> all;

  /**
   * Makes one listener of several.
   *
   * @param all the listeners, told in this order
   */
  public Listeners(List<SupervisorListener> all) {
    this.all = List.copyOf(all);
  }

  @Override
  public void waiting() {
    tell(SupervisorListener::waiting);
  }

  @Override
  public void started(long pid, long token) {
    tell(listener -> listener.started(pid, token));
  }

  @Override
  public void stopping(String reason) {
    tell(listener -> listener.stopping(reason));
  }

  @Override
  public void ended(int exitCode) {
    tell(listener -> listener.ended(exitCode));
  }

  @Override
  public void broken(String reason) {
    tell(listener -> listener.broken(reason));
  }

  @Override
  public void alive() {
    tell(SupervisorListener::alive);
  }

  @Override
  public Duration heartbeat() {
    return all.stream()
        .map(SupervisorListener::heartbeat)
        .min(Comparator.naturalOrder())
        .orElseGet(SupervisorListener.super::heartbeat);
  }

  @Override
  public void leaving() {
    tell(SupervisorListener::leaving);
  }

  private void tell(Consumer<SupervisorListener> news) {
    for (SupervisorListener listener : all) {
      try {
        news.accept(listener);
      } catch (RuntimeException | LinkageError e) {
        log.warn("a listener failed: {}", listener.getClass().getSimpleName(), e);
      }
    }
  }
}
