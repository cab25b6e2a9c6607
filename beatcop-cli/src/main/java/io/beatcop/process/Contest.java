package io.beatcop.process;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseListener;
import io.beatcop.lease.LeaseSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a node competes for: a lease, or one of the slots of a group. Each method does what that of
 * a {@link Lease} does.
 */
public interface Contest {

  /**
   * The contest for a lease.
   *
   * @param lease the lease, not started yet
   * @return the contest
   */
  static Contest of(Lease lease) {
    return new LeaseContest(lease);
  }

  /** {@return the name, the holder and the times} */
  LeaseSettings settings();

  /**
   * Adds a listener.
   *
   * @param listener the listener to call
   */
  void addListener(LeaseListener listener);

  /** Joins, and waits for the first answer. */
  void start();

  /** {@return whether it works} */
  boolean isAlive();

  /** {@return the term that this node holds, if it holds one} */
  Optional<Grant> grant();

  /**
   * Whether this node will hold the term for that much longer.
   *
   * @param longer how long
   * @return whether it will
   */
  boolean isHeldFor(Duration longer);

  /**
   * The slot of a term.
   *
   * @param grant a term that this node holds
   * @return its number from 0; empty if there are no slots
   */
  OptionalInt slot(Grant grant);

  /** Leaves, and gives up what it holds. */
  void stop();

  /** Gives up what it holds, and stays out for a ttl. */
  void stepDown();

  /** Joins again. */
  void campaign();

  /** Leaves for good. */
  void close();

  /** {@return whether this node holds a term} */
  default boolean isHeld() {
    return grant().isPresent();
  }
}
