package io.beatcop.spring;

import io.beatcop.quartz.BeatCop;
import io.beatcop.quartz.LeaseMXBean;
import io.beatcop.redis.LeaseControl;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;

/**
 * The schedulers of the application that have the plugin. It refuses to start if none of them has:
 * otherwise each instance would fire all jobs, and nobody would know.
 */
final class GatedSchedulers implements SmartLifecycle, LeaseSource {

  /** Just before the schedulers, which are last. */
  private static final int PHASE = Integer.MAX_VALUE - 1;

  private final ObjectProvider<Scheduler> schedulers;
  private final ObjectProvider<FiringListener> listeners;
  private volatile boolean running;

  GatedSchedulers(ObjectProvider<Scheduler> schedulers, ObjectProvider<FiringListener> listeners) {
    this.schedulers = schedulers;
    this.listeners = listeners;
  }

  /** All schedulers of the application, with the plugin or without. */
  Stream<Scheduler> all() {
    return schedulers.stream();
  }

  /** The entries of the plugin in all schedulers. */
  List<LeaseMXBean> entries() {
    return all().flatMap(GatedSchedulers::entries).toList();
  }

  /** The entries of the plugin in a scheduler. */
  static Stream<LeaseMXBean> entries(Scheduler scheduler) {
    try {
      return scheduler.getContext().values().stream()
          .filter(LeaseMXBean.class::isInstance)
          .map(LeaseMXBean.class::cast);
    } catch (SchedulerException e) {
      // Only the proxy of a scheduler in another JVM, over RMI, throws it.
      return Stream.empty();
    }
  }

  @Override
  public LeaseHealth health() {
    return SchedulerHealth.of(this);
  }

  @Override
  public List<LeaseView> views() {
    return entries().stream().map(LeaseView::of).toList();
  }

  @Override
  public Optional<LeaseControl> control(String lease) {
    return all().flatMap(scheduler -> control(scheduler, lease).stream()).findFirst();
  }

  private static Optional<LeaseControl> control(Scheduler scheduler, String lease) {
    try {
      return BeatCop.control(scheduler, lease);
    } catch (SchedulerException e) {
      // Only the proxy of a scheduler in another JVM, over RMI, throws it.
      return Optional.empty();
    }
  }

  @Override
  public void start() {
    if (all().findAny().isPresent() && entries().isEmpty()) {
      throw new UngatedSchedulerException();
    }
    all().filter(scheduler -> entries(scheduler).findAny().isPresent()).forEach(this::listen);
    running = true;
  }

  private void listen(Scheduler scheduler) {
    try {
      for (FiringListener listener : listeners) {
        // One that has been added before is replaced.
        scheduler.getListenerManager().addJobListener(listener);
      }
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
