package io.beatcop.lease;

import io.beatcop.lease.balance.Member;
import io.beatcop.lease.balance.Picture;

/**
 * What the nodes of a group know of each other.
 *
 * <p>One thread at a time calls it. It returns within the timeouts that it was made with, and never
 * throws for a failure of the network.
 */
@Internal
public interface GroupStore extends AutoCloseable {

  /** The answer to a look. */
  sealed interface Look {}

  /**
   * The group.
   *
   * @param picture who is there, and who has which slice
   */
  record Seen(Picture picture) implements Look {}

  /**
   * There was no answer, or a refusal.
   *
   * @param answer {@link LeaseAnswer.Unavailable} or {@link LeaseAnswer.Refused}
   */
  record Unseen(LeaseAnswer answer) implements Look {}

  /**
   * Tells the others what this node does, and looks at them.
   *
   * @param mine this node; for how long it has been present is the store's to know
   * @param announce whether the others should look at once
   * @return the group
   */
  Look look(Member mine, boolean announce);

  /**
   * Leaves the group, and lets the others look at once. If it fails, they find out by themselves.
   *
   * @param name this node
   */
  void leave(String name);

  /**
   * Calls back when another node wants this one to look. A hint, which may be lost.
   *
   * @param wake called on a thread of the store's; returns at once
   */
  void onNews(Runnable wake);

  @Override
  void close();
}
