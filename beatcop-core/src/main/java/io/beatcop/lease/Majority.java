package io.beatcop.lease;

import io.beatcop.lease.LeaseAnswer.Gone;
import io.beatcop.lease.LeaseAnswer.Granted;
import io.beatcop.lease.LeaseAnswer.HeldByOther;
import io.beatcop.lease.LeaseAnswer.Paused;
import io.beatcop.lease.LeaseAnswer.Pending;
import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseAnswer.Released;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Decides from the answers of the members of a quorum, as soon as they allow a decision.
 *
 * @param size how many members there are
 * @param needed how many have to agree
 * @param ttl for how long a grant lasts
 */
record Majority(int size, int needed, Duration ttl) {

  /** Whether the lease may be granted, once the token is confirmed. */
  boolean grants(Tally votes) {
    return votes.votes() >= needed && isTokenKnown(votes);
  }

  /**
   * Whether the members told the token of the last term. If more than a minority shows no memory of
   * a token, it is forgotten, or this is the first use; then the token comes from the clock.
   */
  private boolean isTokenKnown(Tally votes) {
    return votes.memories() >= needed || votes.forgetful() > minority();
  }

  /** How many may be missing. */
  int minority() {
    return size - needed;
  }

  /** The decision on a tally that does not grant the lease. */
  Optional<QuorumDecision> onAcquisition(Tally votes, LongSupplier waitsSince) {
    int keys = votes.keys().size();
    if (keys + votes.open() < needed) {
      boolean isSure = votes.open() == 0 || !isContested(votes);
      return isSure ? Optional.of(QuorumDecision.lettingGo(declined(votes))) : Optional.empty();
    } else if (votes.votes() + votes.open() < needed) {
      return keys < needed ? Optional.empty() : Optional.of(waiting(votes, waitsSince));
    } else if (votes.open() == 0) {
      // The last token may be among those of the members that did not answer.
      return Optional.of(QuorumDecision.lettingGo(failed(votes)));
    }
    return Optional.empty();
  }

  private QuorumDecision waiting(Tally votes, LongSupplier waitsSince) {
    // If keys of other holders can complete a majority before the wait is over, the node asks soon.
    int possible = votes.votes() + votes.open() + votes.answers(HeldByOther.class);
    return QuorumDecision.keeping(
        possible >= needed ? new Gone() : new Pending(waitsSince.getAsLong()));
  }

  /** The decision after the token of the term was written to the members that voted. */
  Optional<QuorumDecision> onConfirmation(Tally votes, Tally confirmations, long token) {
    int failed = confirmations.failures() + confirmations.losses();
    if (confirmations.votes() >= needed) {
      Granted granted = new Granted(token, confirmations.term(), Optional.empty());
      return Optional.of(QuorumDecision.keeping(granted));
    } else if (failed > votes.votes() - needed) {
      boolean isUnknown = confirmations.failures() > 0;
      return Optional.of(QuorumDecision.lettingGo(isUnknown ? failed(confirmations) : new Gone()));
    }
    return Optional.empty();
  }

  /** The decision on a renewal, with the reason why the node is asked to leave, if it is. */
  Optional<QuorumDecision> onRenewal(Tally votes, long token, Optional<String> leave) {
    if (votes.votes() >= needed) {
      Granted granted = new Granted(token, votes.term(), Optional.empty(), leave);
      return Optional.of(QuorumDecision.keeping(granted));
    } else if (votes.answers(HeldByOther.class) > minority()) {
      return Optional.of(QuorumDecision.lettingGo(taken(votes)));
    } else if (votes.losses() > minority()) {
      return Optional.of(QuorumDecision.keeping(new Gone()));
    }
    return votes.open() == 0
        ? Optional.of(QuorumDecision.keeping(failed(votes)))
        : Optional.empty();
  }

  Optional<QuorumDecision> onRelease(Tally votes) {
    if (votes.open() > 0) {
      // Waits for all of them, so that no node has to wait until a key that was left behind
      // expires.
      return Optional.empty();
    }
    boolean isReleased = votes.answers(Released.class) >= needed;
    return Optional.of(QuorumDecision.keeping(isReleased ? new Released() : failed(votes)));
  }

  /** Why this node can't have a majority now. */
  private LeaseAnswer declined(Tally votes) {
    int paused = votes.answers(Paused.class);
    if (paused > minority()) {
      return votes.paused(paused - minority());
    }
    return isTaken(votes) ? taken(votes) : failed(votes);
  }

  /** A minority that refuses counts as one that does not answer. More than that has to be fixed. */
  private LeaseAnswer failed(Tally tally) {
    return tally.answers(Refused.class) > minority() ? tally.refusal() : tally.unavailable();
  }

  /** Whether other holders have the lease, but none of them has shown a majority yet. */
  private boolean isContested(Tally votes) {
    return isTaken(votes) && votes.otherHolders().strength() < needed;
  }

  /**
   * Whether too many members are held by others. A paused member counts as held, if at least one
   * is.
   */
  private boolean isTaken(Tally votes) {
    int others = votes.answers(HeldByOther.class);
    return others > 0 && others + votes.answers(Paused.class) > minority();
  }

  private LeaseAnswer taken(Tally votes) {
    HeldByOther seen = votes.otherHolders().seen(needed - votes.keys().size());
    // If no node can have a majority, all give back what they got, so this node asks again soon.
    // But not right before a key expires: nothing would explain the absence of a key taken then.
    boolean isSplit = votes.otherHolders().strength() + votes.failures() < needed;
    boolean isOverSoon = seen.expiresIn().orElse(ttl).compareTo(ttl.dividedBy(4)) < 0;
    return isSplit && !isOverSoon ? new Gone() : seen;
  }
}
