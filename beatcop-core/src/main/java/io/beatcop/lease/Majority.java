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
 * What the answers of the members of a quorum come to, as soon as that is sure.
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
   * Whether the token of the last term is among those that were told. If more than a minority shows
   * no memory of one, it is forgotten, or this is the first use; the clock has to do then.
   */
  private boolean isTokenKnown(Tally votes) {
    return votes.memories() >= needed || votes.forgetful() > minority();
  }

  /** How many may be missing. */
  int minority() {
    return size - needed;
  }

  /** What a tally that does not grant the lease comes to. */
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
    // If the keys of others can bring a majority sooner than the wait, it is worth asking soon.
    int possible = votes.votes() + votes.open() + votes.answers(HeldByOther.class);
    return QuorumDecision.keeping(
        possible >= needed ? new Gone() : new Pending(waitsSince.getAsLong()));
  }

  /** What writing the token of the term to those that voted comes to. */
  Optional<QuorumDecision> onConfirmation(Tally votes, Tally confirmations, long token) {
    int failed = confirmations.failures() + confirmations.losses();
    if (confirmations.votes() >= needed) {
      return Optional.of(QuorumDecision.keeping(granted(token, confirmations)));
    } else if (failed > votes.votes() - needed) {
      boolean isUnknown = confirmations.failures() > 0;
      return Optional.of(QuorumDecision.lettingGo(isUnknown ? failed(confirmations) : new Gone()));
    }
    return Optional.empty();
  }

  /** What extending the term comes to, with why the node is asked to leave, if it is. */
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

  private static Granted granted(long token, Tally votes) {
    return new Granted(token, votes.term(), Optional.empty());
  }

  Optional<QuorumDecision> onRelease(Tally votes) {
    if (votes.open() > 0) {
      // All of them, so that nobody has to wait for the expiry of a key that was left behind.
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

  /** A minority that refuses is like one that is away; a majority that does has to be fixed. */
  private LeaseAnswer failed(Tally tally) {
    return tally.answers(Refused.class) > minority() ? tally.refusal() : tally.unavailable();
  }

  /** Whether others have it of whom none has shown a majority yet. */
  private boolean isContested(Tally votes) {
    return isTaken(votes) && votes.rivals().strength() < needed;
  }

  /** A member that is paused is as good as another's, if some are another's. */
  private boolean isTaken(Tally votes) {
    int others = votes.answers(HeldByOther.class);
    return others > 0 && others + votes.answers(Paused.class) > minority();
  }

  private LeaseAnswer taken(Tally votes) {
    HeldByOther seen = votes.rivals().seen(needed - votes.keys().size());
    // If nobody can have a majority they all give back what they got: it is worth asking soon. But
    // not right before a key expires: what is taken then has no explanation.
    boolean isSplit = votes.rivals().strength() + votes.failures() < needed;
    boolean isOverSoon = seen.expiresIn().orElse(ttl).compareTo(ttl.dividedBy(4)) < 0;
    return isSplit && !isOverSoon ? new Gone() : seen;
  }
}
