package io.beatcop.quartz.rules;

import java.util.OptionalLong;

/**
 * From when on the journal has all that was fired, and up to when other nodes may have fired what
 * it lacks. All times are epoch milliseconds.
 *
 * <p>A journal that Redis has forgotten begins anew, and says since when. In one term nobody but
 * this node fires, however often Redis forgets.
 */
final class JournalAge {

  private OptionalLong since = OptionalLong.empty();
  private OptionalLong sinceToSay = OptionalLong.empty();
  private long begun;
  private long othersFiredUntil;
  private boolean othersFired;
  private long observations;

  /** The last term in which the journal was read. */
  private long lastReadToken = Long.MIN_VALUE;

  /**
   * The journal was read for the first time, or anew.
   *
   * @param saysSince since when it has all, as it says; empty if it is a new one
   * @param token the term in which it was read
   * @param termBegan when that term began
   * @param now the moment
   */
  void read(OptionalLong saysSince, long token, long termBegan, long now) {
    since = saysSince;
    boolean again = token == lastReadToken;
    // A new journal lacks what this node has fired of triggers that are gone since: read again in
    // a term, it begins now.
    begun = since.orElse(again ? now : termBegan);
    othersFiredUntil = again ? Math.min(othersFiredUntil, begun) : begun;
    lastReadToken = token;
    sinceToSay = since.isPresent() ? OptionalLong.empty() : OptionalLong.of(begun);
  }

  /** Redis has lost its memory: the journal begins anew, with what this node knows. */
  void beginAnew(long now) {
    begun = now;
    sinceToSay = OptionalLong.of(now);
  }

  /** The journal knows since when it has all. */
  void said() {
    sinceToSay = OptionalLong.empty();
  }

  /** What the journal is to be told of its beginning; empty if it knows. */
  OptionalLong toSay() {
    return sinceToSay;
  }

  /** Since when the journal had all when it was read; empty if it was a new one. */
  OptionalLong since() {
    return since;
  }

  /** When the journal was begun, by what it says or is told. */
  long begun() {
    return begun;
  }

  /** Another node holds the lease, and may fire what Redis forgets. */
  void observed() {
    othersFired = true;
    observations++;
  }

  /** Counts how often another node was seen to hold the lease. */
  long observations() {
    return observations;
  }

  /** This node's term is over. Since the journal was read in it, nobody else has fired. */
  void ended(long token) {
    if (lastReadToken == token) {
      othersFired = false;
    }
  }

  /** Up to when others may have fired what the journal lacks, whoever they are. */
  long othersFiredUntil() {
    return othersFiredUntil;
  }

  /** The same for a trigger of which nothing is known; empty if no other node has fired any. */
  OptionalLong unknownUntil() {
    return othersFired || since.isPresent()
        ? OptionalLong.of(othersFiredUntil)
        : OptionalLong.empty();
  }
}
