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
  boolean grants(Poll votes) {
    return votes.votes() >= needed && isTokenKnown(votes);
  }

  /**
   * Whether the token of the last term is among those that were told. If more than a minority shows
   * no memory of one, it is forgotten, or this is the first use; the clock has to do then.
   */
  private boolean isTokenKnown(Poll votes) {
    return votes.memories() >= needed || votes.forgetful() > minority();
  }

  /** How many may be missing. */
  int minority() {
    return size - needed;
  }

  /** What a poll that does not grant the lease comes to. */
  Optional<Verdict> onAcquisition(Poll votes, LongSupplier waitsSince) {
    int keys = votes.keys().size();
    if (keys + votes.open() < needed) {
      boolean isSure = votes.open() == 0 || !isContested(votes);
      return isSure ? Optional.of(Verdict.lettingGo(declined(votes))) : Optional.empty();
    } else if (votes.votes() + votes.open() < needed) {
      return keys < needed ? Optional.empty() : Optional.of(waiting(votes, waitsSince));
    } else if (votes.open() == 0) {
      // The last token may be among those of the members that did not answer.
      return Optional.of(Verdict.lettingGo(failed(votes)));
    }
    return Optional.empty();
  }

  private Verdict waiting(Poll votes, LongSupplier waitsSince) {
    // If the keys of others can bring a majority sooner than the wait, it is worth asking soon.
    int possible = votes.votes() + votes.open() + votes.answers(HeldByOther.class);
    return Verdict.keeping(possible >= needed ? new Gone() : new Pending(waitsSince.getAsLong()));
  }

  /** What writing the token of the term to those that voted comes to. */
  Optional<Verdict> onConfirmation(Poll votes, Poll confirmations, long token) {
    int failed = confirmations.failures() + confirmations.losses();
    if (confirmations.votes() >= needed) {
      return Optional.of(Verdict.keeping(granted(token, confirmations)));
    } else if (failed > votes.votes() - needed) {
      boolean isUnknown = confirmations.failures() > 0;
      return Optional.of(Verdict.lettingGo(isUnknown ? failed(confirmations) : new Gone()));
    }
    return Optional.empty();
  }

  /** What extending the term comes to, with why the node is asked to leave, if it is. */
  Optional<Verdict> onRenewal(Poll votes, long token, Optional<String> leave) {
    if (votes.votes() >= needed) {
      Granted granted = new Granted(token, votes.term(), Optional.empty(), leave);
      return Optional.of(Verdict.keeping(granted));
    } else if (votes.answers(HeldByOther.class) > minority()) {
      return Optional.of(Verdict.lettingGo(taken(votes)));
    } else if (votes.losses() > minority()) {
      return Optional.of(Verdict.keeping(new Gone()));
    }
    return votes.open() == 0 ? Optional.of(Verdict.keeping(failed(votes))) : Optional.empty();
  }

  private static Granted granted(long token, Poll votes) {
    return new Granted(token, votes.term(), Optional.empty());
  }

  Optional<Verdict> onRelease(Poll votes) {
    if (votes.open() > 0) {
      // All of them, so that nobody has to wait for the expiry of a key that was left behind.
      return Optional.empty();
    }
    boolean isReleased = votes.answers(Released.class) >= needed;
    return Optional.of(Verdict.keeping(isReleased ? new Released() : failed(votes)));
  }

  /** Why this node can't have a majority now. */
  private LeaseAnswer declined(Poll votes) {
    int paused = votes.answers(Paused.class);
    if (paused > minority()) {
      return votes.paused(paused - minority());
    }
    return isTaken(votes) ? taken(votes) : failed(votes);
  }

  /** A minority that refuses is like one that is away; a majority that does has to be fixed. */
  private LeaseAnswer failed(Poll poll) {
    return poll.answers(Refused.class) > minority() ? poll.refusal() : poll.unavailable();
  }

  /** Whether others have it of whom none has shown a majority yet. */
  private boolean isContested(Poll votes) {
    return isTaken(votes) && votes.rivals().strength() < needed;
  }

  /** A member that is paused is as good as another's, if some are another's. */
  private boolean isTaken(Poll votes) {
    int others = votes.answers(HeldByOther.class);
    return others > 0 && others + votes.answers(Paused.class) > minority();
  }

  private LeaseAnswer taken(Poll votes) {
    HeldByOther seen = votes.rivals().seen(needed - votes.keys().size());
    // If nobody can have a majority they all give back what they got: it is worth asking soon. But
    // not right before a key expires: what is taken then has no explanation.
    boolean isSplit = votes.rivals().strength() + votes.failures() < needed;
    boolean isOverSoon = seen.expiresIn().orElse(ttl).compareTo(ttl.dividedBy(4)) < 0;
    return isSplit && !isOverSoon ? new Gone() : seen;
  }
}
