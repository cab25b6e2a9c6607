package io.beatcop.lease;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One of the slices of a {@link LeaseGroup}, as this node sees it. Any thread may call any method.
 *
 * <p>It shows a lease, and hands it out only to BeatCop's own modules, which listen to it: the
 * group alone joins and leaves its contest.
 */
public final class Slice {

  private final int number;
  private final Lease lease;
  private final Runnable onRelease;
  private final AtomicBoolean inContest = new AtomicBoolean();
  private final AtomicBoolean sawOther = new AtomicBoolean();
  private volatile String seenHolder = "";

  Slice(int number, Lease lease, Runnable onRelease) {
    this.number = number;
    this.lease = lease;
    this.onRelease = onRelease;
  }

  /** {@return the number of the slice, from 0} */
  public int number() {
    return number;
  }

  /** {@return the name of its lease, and its key in Redis} */
  public String name() {
    return lease.settings().name();
  }

  /**
   * Whether this node holds the slice at this moment, as {@link Lease#isHeld()} says it.
   *
   * @return whether it does
   */
  public boolean isHeld() {
    return lease.isHeld();
  }

  /**
   * Whether this node holds the slice, and will hold it for that much longer even if it can't renew
   * it.
   *
   * @param longer how long
   * @return whether it does
   */
  public boolean isHeldFor(Duration longer) {
    return lease.isHeldFor(longer);
  }

  /**
   * The term in which this node holds the slice.
   *
   * @return the term, or empty if it does not hold it
   */
  public Optional<Grant> grant() {
    return lease.grant();
  }

  /**
   * The fencing token of the term. Send it with each write, and let the storage refuse lower
   * tokens. Each slice has its own: they can't be compared across slices.
   *
   * @return the token, or empty if this node does not hold the slice
   */
  public OptionalLong token() {
    return lease.token();
  }

  /**
   * The node that holds the slice, as it was when this node looked last: each sixth of a ttl.
   *
   * @return the holder; empty if there was none
   */
  public Optional<String> holder() {
    if (lease.isHeld()) {
      return Optional.of(lease.settings().holder());
    }
    String seen = seenHolder;
    return seen.isEmpty() || seen.equals(lease.settings().holder())
        ? Optional.empty()
        : Optional.of(seen);
  }

  /**
   * Whether this node holds the slice and is asked to give it up. End the work then, and call
   * {@link #release()}.
   *
   * @return whether it is
   */
  public boolean isAskedToLeave() {
    return lease.isAskedToLeave();
  }

  /**
   * Gives the slice up, if this node holds it, and returns at once. {@link #isHeld()} is false from
   * now on. End the work first. Whether this node gets the slice again is up to the balance.
   */
  public void release() {
    if (lease.isHeld()) {
      lease.exit().leaveSoon();
      // After that: a look that campaigns in between would be undone, and no later one would.
      inContest.set(false);
      onRelease.run();
    }
  }

  /**
   * The lease of the slice, to ask and to listen to. Nobody but the group may join its contest, or
   * leave it.
   *
   * @return the lease
   */
  @Internal
  public Lease lease() {
    return lease;
  }

  /**
   * Whether a look has seen another node hold the slice since this was asked last. A lease that
   * does not campaign hears of no holder.
   *
   * @return whether one has
   */
  @Internal
  public boolean hasSeenAnother() {
    return sawOther.getAndSet(false);
  }

  void saw(String holder) {
    seenHolder = holder;
    if (!holder.isEmpty() && !holder.equals(lease.settings().holder())) {
      sawOther.set(true);
    }
  }

  /** Waits for the first answer to its campaign, if it is in the contest. */
  void awaitAnswer(Duration patience) {
    if (inContest.get()) {
      lease.awaitAnswer(patience);
    }
  }

  /** Joins the contest, unless this node is in it. */
  void campaign() {
    if (lease.isAlive() && !inContest.getAndSet(true)) {
      lease.campaign();
    }
  }

  /** Leaves the contest, unless this node holds the slice. */
  void withdraw() {
    if (inContest.get()) {
      lease.exit().withdraw(() -> inContest.set(false));
    }
  }
}
