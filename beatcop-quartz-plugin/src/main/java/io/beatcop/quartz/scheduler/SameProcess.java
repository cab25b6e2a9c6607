package io.beatcop.quartz.scheduler;

import io.beatcop.lease.LeaseListener;
import io.beatcop.lease.LeaseSettings;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns if another scheduler of this process holds the lease: then this one waits for its
 * neighbour, and the node fires only half of what it should (Q-q).
 */
final class SameProcess implements LeaseListener {

  private static final Logger log = LoggerFactory.getLogger(SameProcess.class);

  private static final Set<SameProcess> ALL = ConcurrentHashMap.newKeySet();

  private final String scheduler;
  private final LeaseSettings lease;
  private final AtomicBoolean told = new AtomicBoolean();

  private SameProcess(String scheduler, LeaseSettings lease) {
    this.scheduler = scheduler;
    this.lease = lease;
  }

  /** Notes a scheduler of this process, until its {@link #end}. */
  static SameProcess of(String scheduler, LeaseSettings lease) {
    SameProcess made = new SameProcess(scheduler, lease);
    ALL.add(made);
    return made;
  }

  void end() {
    ALL.remove(this);
  }

  @Override
  public void observed(String holder) {
    for (SameProcess other : ALL) {
      if (other != this && other.lease.holder().equals(holder) && told.compareAndSet(false, true)) {
        log.warn(
            "{}: the lease is held by the scheduler {} of this same process, so the scheduler {} does"
                + " not fire; give each scheduler a lease of its own, by the property lease",
            lease.name(),
            other.scheduler,
            scheduler);
      }
    }
  }
}
