package io.beatcop.quartz.rules;

import java.util.OptionalLong;

/**
 * The moment since which the journal has all firings, and the moment until which other nodes may
 * have fired times that it lacks. All times are epoch milliseconds.
 *
 * <p>A journal that Redis has forgotten begins anew, and says since when. In a term only the holder
 * fires, however often Redis forgets.
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
   * Notes that the journal was read for the first time, or anew.
   *
   * @param saysSince since when it has all firings, as it says; empty for a new journal
   * @param token the term in which it was read
   * @param termBegan when that term began
   * @param now the moment
   */
  void read(OptionalLong saysSince, long token, long termBegan, long now) {
    since = saysSince;
    boolean again = token == lastReadToken;
    // A new journal lacks this node's firings of triggers that are gone by now. If it is read again
    // in a term, it begins now.
    begun = since.orElse(again ? now : termBegan);
    othersFiredUntil = again ? Math.min(othersFiredUntil, begun) : begun;
    lastReadToken = token;
    sinceToSay = since.isPresent() ? OptionalLong.empty() : OptionalLong.of(begun);
  }

  /** Begins the journal anew, with this node's knowledge, since Redis has lost its memory. */
  void beginAnew(long now) {
    begun = now;
    sinceToSay = OptionalLong.of(now);
  }

  /** Notes that the journal knows its beginning. */
  void said() {
    sinceToSay = OptionalLong.empty();
  }

  /** The beginning that the journal has to be told; empty if it knows it. */
  OptionalLong toSay() {
    return sinceToSay;
  }

  /** The beginning of the journal when it was read; empty if it was new. */
  OptionalLong since() {
    return since;
  }

  /** The beginning of the journal, as it says or is told. */
  long begun() {
    return begun;
  }

  /** Notes that another node holds the lease, and may fire times that Redis forgets. */
  void observed() {
    othersFired = true;
    observations++;
  }

  /** Counts how often another node was seen to hold the lease. */
  long observations() {
    return observations;
  }

  /** Ends a term of this node. If the journal was read in it, nobody else has fired since. */
  void ended(long token) {
    if (lastReadToken == token) {
      othersFired = false;
    }
  }

  /** The moment until which any other node may have fired times that the journal lacks. */
  long othersFiredUntil() {
    return othersFiredUntil;
  }

  /** The same for an unknown trigger; empty if no other node has fired any. */
  OptionalLong unknownUntil() {
    return othersFired || since.isPresent()
        ? OptionalLong.of(othersFiredUntil)
        : OptionalLong.empty();
  }
}
