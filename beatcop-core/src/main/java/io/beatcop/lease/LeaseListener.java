package io.beatcop.lease;

import java.time.Duration;

/**
 * Hears of the changes of a lease.
 *
 * <p>The methods are called in order, by one thread of the lease's own. A listener that is slow
 * delays the calls after it, but never a renewal and never {@link Lease#isHeld()}: the truth about
 * <em>now</em> is there. So begin work in {@link #acquired}, on a thread of its own, and return:
 * work that is done <em>inside</em> {@code acquired} keeps {@link #expiring} and {@link #lost} from
 * being told until it is done. Whatever a listener throws is logged, and the next call comes.
 */
public interface LeaseListener {

  /**
   * This node holds the lease.
   *
   * @param grant the term
   */
  default void acquired(Grant grant) {}

  /**
   * This node has renewed the lease: the same term, until a later deadline.
   *
   * @param grant the term
   */
  default void extended(Grant grant) {}

  /**
   * Another node has the lease; it is news that it is this one.
   *
   * @param holder the other node
   */
  default void observed(String holder) {}

  /**
   * Somebody asks this node to leave: the lease is paused, or another node is to take over. End the
   * work, then call {@link Lease#stepDown()}. The term goes on until then. Told once per term, and
   * not taken back.
   *
   * @param grant the term
   * @param why who asks, and why
   */
  default void asked(Grant grant, String why) {}

  /**
   * Nobody may be granted the lease for now; it is news that it is paused.
   *
   * @param why who says so, and why
   */
  default void paused(String why) {}

  /**
   * The lease is this node's, but nothing shows that an earlier holder has ended: this node may act
   * on it only after a pause (L7). {@link #acquired} says so when it does.
   *
   * @param pause for how long, at most a ttl
   */
  default void postponed(Duration pause) {}

  /**
   * The deadline is near and the lease has not been renewed. Time to wind up: what can't stop by
   * the deadline should stop now.
   *
   * @param grant the term
   * @param left the time until the deadline
   */
  default void expiring(Grant grant, Duration left) {}

  /**
   * This node holds the lease no longer, against its will.
   *
   * @param grant the term that ended
   * @param loss why
   */
  default void lost(Grant grant, Loss loss) {}

  /**
   * This node has given the lease up.
   *
   * @param grant the term that ended
   */
  default void released(Grant grant) {}

  /**
   * The lease has ended for good, without having been closed: one of its threads can't go on. This
   * node holds nothing, takes no part in the contest any more, and hears of nothing more; what it
   * held was told {@link #lost}, and is free when its key expires. {@link Lease#isAlive()} is
   * false. End the process, or make another lease.
   *
   * @param reason what ended it
   */
  default void ended(Throwable reason) {}
}
