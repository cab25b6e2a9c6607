package io.beatcop.quartz.scheduler;

import java.time.Duration;

/** The part of this node in the contest for all leases of an entry, whoever decides on it. */
interface Contest {

  /** Takes part, and returns soon. Nothing if this node does. */
  void join();

  /** Whether a start waits for the first answer. */
  boolean isAwaited();

  /** Waits for the first answer; {@link #join} was called before. */
  void awaitAnswer();

  /** How long a start may wait for what follows the answer. */
  Duration patience();

  /** Wants nothing from now on. Each lease is given up at its own {@link Seat}. */
  void withdraw();

  /** Leaves for good, after the work under all leases has ended. */
  void close();
}
