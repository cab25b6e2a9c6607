package io.beatcop.lease;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node's evidence about a lease, from the answers that it got: it tells an expired key from one
 * that vanished (S9).
 *
 * <p>Every request writes a new term into the store. If the term that this node saw last is still
 * the one recorded, then nobody has renewed the lease since, and this node can tell by when that
 * term has run out. Any other absence of the key is unexplained.
 */
final class Evidence {

  private record Look(String term, long runOutNanos) {}

  private @Nullable Look look;
  private @Nullable Deadline goneDeadline;
  private long highestToken;

  /** Notes another holder's term, seen at this moment. */
  void saw(LeaseAnswer.HeldByOther other, Duration left, Moment now) {
    other.token().ifPresent(this::sawToken);
    goneDeadline = null;
    // Counted from after the answer: the key had that long to live when the answer was made.
    look = other.term().isEmpty() ? null : new Look(other.term(), now.nanos() + left.toNanos());
  }

  /** Notes this node's own term. It is over for the node by the time that it asks for another. */
  void sawOwn(LeaseAnswer.Granted granted, Moment now) {
    sawToken(granted.token());
    goneDeadline = null;
    look = new Look(granted.term(), now.nanos());
  }

  private void sawToken(long token) {
    highestToken = Math.max(highestToken, token);
  }

  /**
   * Notes that the key of this node's own term vanished. The term would have lasted until the
   * deadline.
   */
  void ownKeyGone(Deadline deadline) {
    goneDeadline = deadline;
  }

  /**
   * Forgets what was seen, since it proves nothing any more: after a failure another server may
   * answer, and after a release another holder may have had a term.
   */
  void forget() {
    look = null;
    goneDeadline = null;
  }

  /** The least token to grant (L6): tokens grow even if the store lost the last one. */
  long tokenFloor(Moment now) {
    return Math.max(now.epochMillis(), highestToken + 1);
  }

  /** The term seen last, once it must have run out. */
  Optional<String> runOutTerm(Moment now) {
    return Optional.ofNullable(look)
        .filter(seen -> !now.isBefore(seen.runOutNanos()))
        .map(Look::term);
  }

  /**
   * When the node may act on a key whose absence was unexplained: after the pause. At once, if this
   * node's own term lasts whose key vanished: no other node can have had a term within it.
   */
  long actFromNanos(Duration pause, Moment now) {
    boolean withinOwnTerm = goneDeadline != null && goneDeadline.covers(now);
    return withinOwnTerm ? now.nanos() : now.nanos() + pause.toNanos();
  }
}
