package io.beatcop.lease;

import java.time.Duration;

/**
 * Hears of the changes of the slices of a {@link LeaseGroup}.
 *
 * <p>For each slice, one thread at a time calls the methods, in order. As with a {@link
 * LeaseListener}, begin work on a thread of its own and return: a slow listener delays the news of
 * its slice.
 */
public interface LeaseGroupListener {

  /**
   * This node holds a slice.
   *
   * @param slice the slice
   * @param grant the term
   */
  default void acquired(Slice slice, Grant grant) {}

  /**
   * This node has renewed a slice: the same term, until a later deadline.
   *
   * @param slice the slice
   * @param grant the term
   */
  default void extended(Slice slice, Grant grant) {}

  /**
   * This node is to give a slice up: it is for another node, or an operator asks. End the work on
   * it, then call {@link Slice#release()}. The term goes on until then. Unless you override this,
   * the slice is released at once: that is right only for work that asks {@link Slice#isHeld()}
   * before each step and would take no step after that.
   *
   * @param slice the slice
   * @param grant the term
   * @param why who asks, and why
   */
  default void asked(Slice slice, Grant grant, String why) {
    slice.release();
  }

  /**
   * The deadline of a slice is near and it has not been renewed. Begin to stop work that needs time
   * to stop.
   *
   * @param slice the slice
   * @param grant the term
   * @param left the time until the deadline
   */
  default void expiring(Slice slice, Grant grant, Duration left) {}

  /**
   * This node has lost a slice without giving it up.
   *
   * @param slice the slice
   * @param grant the term that ended
   * @param loss why
   */
  default void lost(Slice slice, Grant grant, Loss loss) {}

  /**
   * This node has given a slice up.
   *
   * @param slice the slice
   * @param grant the term that ended
   */
  default void released(Slice slice, Grant grant) {}

  /**
   * The group has ended for good without being closed: one of its threads can't go on. This node
   * holds no slice from now on. May be called more than once.
   *
   * @param reason what ended it
   */
  default void ended(Throwable reason) {}
}
