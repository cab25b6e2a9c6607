package io.beatcop.lease;

import java.time.Duration;

/**
 * Hears of the changes of a lease.
 *
 * <p>One thread at a time calls the methods of a lease's listeners, in order. A slow listener
 * delays the calls after it, but never a renewal, never another lease, and never {@link
 * Lease#isHeld()}, which tells the truth about <em>now</em>. So begin work in {@link #acquired}, on
 * a thread of its own, and return: work that is done <em>inside</em> {@code acquired} delays {@link
 * #expiring} and {@link #lost} until it is done. If a listener throws, that is logged, and the next
 * call comes.
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
   * Another node has the lease. Called when the known holder changes.
   *
   * @param holder the other node
   */
  default void observed(String holder) {}

  /**
   * Somebody asks this node to leave: the lease is paused, or another node is to take over. End the
   * work, then call {@link Lease#stepDown()}. The term goes on until then. Called once per term,
   * and never taken back.
   *
   * @param grant the term
   * @param why who asks, and why
   */
  default void asked(Grant grant, String why) {}

  /**
   * The lease is paused: no node may be granted it for now. Called when the pause becomes known.
   *
   * @param why who paused it, and why
   */
  default void paused(String why) {}

  /**
   * This node has the key, but nothing shows that an earlier holder has ended. It may act only
   * after a pause (L7); {@link #acquired} is called when it may.
   *
   * @param pause the length of the pause, at most a ttl
   */
  default void postponed(Duration pause) {}

  /**
   * The deadline is near and the lease has not been renewed. Begin to stop work that needs time to
   * stop.
   *
   * @param grant the term
   * @param left the time until the deadline
   */
  default void expiring(Grant grant, Duration left) {}

  /**
   * This node has lost the lease without giving it up.
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
   * The lease has ended for good without being closed: one of its threads can't go on. This node
   * holds nothing, has left the contest, and hears of no more changes. If it held the lease, {@link
   * #lost} was called before, and the lease is free when its key expires. {@link Lease#isAlive()}
   * is false. End the process, or make another lease.
   *
   * @param reason what ended it
   */
  default void ended(Throwable reason) {}
}
