package io.beatcop.lease;

import java.util.List;

/** Asks the store of the leases of a {@link LeaseDriver}. */
@Internal
@FunctionalInterface
public interface LeaseAsker {

  /**
   * Asks all questions, and answers each of them, within the timeouts of the store. A question that
   * it leaves without an answer, or that it throws at, has failed.
   *
   * @param questions the questions, at least one; each is of another lease
   */
  void ask(List<LeaseQuestion> questions);
}
