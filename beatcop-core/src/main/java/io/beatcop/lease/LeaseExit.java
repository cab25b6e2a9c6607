package io.beatcop.lease;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out of the contest for a lease: gives the lease up, waits for the release, and ends what
 * the lease needs. {@link Lease} waits for its own; a group waits for all of its leases together.
 */
final class LeaseExit {

  private static final Logger log = LoggerFactory.getLogger(Lease.class);

  /**
   * A node that ends does not wait longer for an unreachable Redis: its lease expires by itself.
   */
  private static final Duration LONGEST_RELEASE = Duration.ofSeconds(10);

  /** A node that holds nothing waits only for its last request, which may just be granted. */
  private static final Duration LONGEST_LEAVING = Duration.ofMillis(250);

  private final LeaseSettings settings;
  private final LeaseStore store;
  private final LeaseLoop loop;
  private final LeaseEvents events;
  private final Supplier<Optional<LeaseDriver>> driver;

  /**
   * Makes a way out that nobody has taken yet.
   *
   * @param driver what asks the store for the lease; empty before this node joins the contest
   */
  LeaseExit(
      LeaseSettings settings,
      LeaseStore store,
      LeaseLoop loop,
      LeaseEvents events,
      Supplier<Optional<LeaseDriver>> driver) {
    this.settings = settings;
    this.store = store;
    this.loop = loop;
    this.events = events;
    this.driver = driver;
  }

  /**
   * Has the rules leave the contest, and waits for the release.
   *
   * @param held whether this node holds the lease: then it waits longer
   * @return whether the lease is released, or there was nothing to release
   */
  boolean leave(boolean held, BiConsumer<LeaseMachine, Moment> command) {
    loop.leave(command);
    if (isOver()) {
      return true;
    }
    Duration allowed = settings.timeout().multipliedBy(4);
    Duration patience = shorter(allowed, held ? LONGEST_RELEASE : LONGEST_LEAVING);
    boolean released = loop.awaitReleased(patience);
    if (!released && held) {
      log.warn(
          "{}: could not release the lease within {}: no answer; it expires by itself within {}",
          settings.name(),
          Durations.format(patience),
          Durations.format(settings.ttl()));
    }
    return released;
  }

  /** Leaves the contest as {@link Lease#stop()} does, and returns at once. */
  void leaveSoon() {
    loop.leave(LeaseMachine::stop);
  }

  /**
   * Leaves the contest unless this node holds the lease, and returns at once. Whether it does is
   * decided where the lease is granted, so no work that has begun loses its lease by this.
   *
   * @param onLeft called if it leaves
   */
  void withdraw(Runnable onLeft) {
    loop.tell(
        (rules, now) -> {
          if (rules.grant().isEmpty()) {
            rules.stop(now);
            onLeft.run();
          }
        });
  }

  /** Waits for the release that {@link #leaveSoon} began. Returns whether it is done. */
  boolean awaitReleased(Duration patience) {
    return isOver() || loop.awaitReleased(patience);
  }

  /** Whether nobody answers: this node never joined, or the driver's own thread waits here. */
  private boolean isOver() {
    return driver.get().filter(driving -> !driving.isAsking()).isEmpty();
  }

  /** Closes all after a release, and waits for the last news. */
  void close(boolean released) {
    // If the release got no answer, the threads are not waited for as long again.
    close(released ? settings.timeout().multipliedBy(2) : LONGEST_LEAVING);
  }

  /** The same, and waits that long at most. */
  void close(Duration patience) {
    loop.close();
    store.close();
    events.close();
    driver.get().ifPresent(driving -> driving.leave(loop, events, patience));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
