package io.beatcop.lease;

import io.beatcop.lease.LeaseAnswer.Cut;
import io.beatcop.lease.LeaseAnswer.Gone;
import io.beatcop.lease.LeaseAnswer.Granted;
import io.beatcop.lease.LeaseAnswer.HeldByOther;
import io.beatcop.lease.LeaseAnswer.Paused;
import io.beatcop.lease.LeaseAnswer.Pending;
import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseAnswer.Unavailable;
import io.beatcop.lease.LeaseRequest.Acquire;
import io.beatcop.lease.LeaseRequest.Release;
import io.beatcop.lease.LeaseRequest.Renew;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A node's knowledge of one member of a quorum, as a {@link LeaseMachine} has it of a single store.
 *
 * <p>The rules of the single store hold for each member. A key is no vote until this node has had
 * it for a ttl, if nothing explained its absence (L7, S9). A grant is no vote until its member has
 * been up for a ttl (S10). So no two nodes ever have the vote of one member.
 */
final class QuorumMember {

  /**
   * The least token of a member that remembers the lease. Members are asked with no floor, and a
   * token that was written back is a time of day. So a smaller token shows that the member
   * remembers none.
   */
  static final long LEAST_REMEMBERED_TOKEN = 1 << 20;

  private static final long NO_FLOOR = 1;

  /** Whether this node has the member's vote. */
  private sealed interface Vote {

    /** This node does not have the key, as far as it knows. */
    record None() implements Vote {}

    /** This node has the key, but that is no vote before this time. */
    record Later(OptionalLong since, long number, long votesFromNanos) implements Vote {}

    /** The member has granted the lease, and nothing else was heard since. */
    record Given() implements Vote {}
  }

  private final Duration ttl;
  private final Evidence evidence = new Evidence();
  private Vote vote = new Vote.None();
  private boolean remembers;
  private Optional<String> leave = Optional.empty();
  private long askedCampaign;

  QuorumMember(Duration ttl) {
    this.ttl = ttl;
  }

  /** Begins a campaign. A grant to an earlier one is no vote for it. */
  void beginCampaign() {
    vote = new Vote.None();
    remembers = false;
    leave = Optional.empty();
  }

  /** Asks for the lease. */
  Acquire acquire(long campaign, long number, boolean trustAbsence, Moment now) {
    askedCampaign = campaign;
    OptionalLong served =
        vote instanceof Vote.Later later && !now.isBefore(later.votesFromNanos())
            ? later.since()
            : OptionalLong.empty();
    Optional<String> runOut = evidence.runOutTerm(now);
    return new Acquire(campaign, number, NO_FLOOR, runOut, served, trustAbsence);
  }

  /** Asks to extend the term, or for the lease if the member has not granted it yet. */
  LeaseRequest renew(long campaign, long number, long token, boolean trustAbsence, Moment now) {
    return vote instanceof Vote.Given
        ? new Renew(campaign, number, token)
        : acquire(campaign, number, trustAbsence, now);
  }

  /** Gives back the key that this node may have there. */
  Release release(boolean announced) {
    // As in the machine: earlier answers count no more.
    evidence.forget();
    return new Release(askedCampaign, announced);
  }

  /** Whether this node may have the key there, if only by a request that got no answer. */
  boolean mayHaveTheKey() {
    return askedCampaign > 0;
  }

  /** The number of the request since which this node waits for the vote; 0 if it has the vote. */
  OptionalLong waitsSince() {
    if (vote instanceof Vote.Later later) {
      return OptionalLong.of(later.number());
    }
    return vote instanceof Vote.Given ? OptionalLong.of(0) : OptionalLong.empty();
  }

  /** Whether the member granted this campaign a token that is greater than all it ever knew. */
  boolean remembers() {
    return remembers;
  }

  /** Why this member asks the node to leave, if its last answer in this campaign did. */
  Optional<String> leave() {
    return leave;
  }

  /**
   * Notes that this node does not have the key, or not any more, if the request is of its last
   * campaign.
   */
  void released(LeaseRequest request) {
    if (request.campaign() == askedCampaign) {
      askedCampaign = 0;
    }
  }

  /** Takes an answer that came too late to count, but may show who has the key. */
  void heardTooLate(LeaseRequest request, LeaseAnswer answer, Moment now) {
    if (isSilent(answer)) {
      evidence.forget();
    } else if (answer instanceof HeldByOther other) {
      evidence.saw(other, other.expiresIn().orElse(ttl), now);
      released(request);
    }
  }

  /**
   * Takes the answer to a request that was made at a moment.
   *
   * @return whether it is a vote
   */
  boolean heard(LeaseRequest request, LeaseAnswer answer, Moment asked, Moment now) {
    leave = leave(answer).or(() -> isSilent(answer) ? leave : Optional.empty());
    if (answer instanceof Granted granted) {
      evidence.sawOwn(granted, now);
      return granted(request, granted, asked, now);
    } else if (answer instanceof Pending pending) {
      pending(pending, now);
    } else if (answer instanceof HeldByOther other) {
      heardTooLate(request, other, now);
      vote = new Vote.None();
    } else if (answer instanceof Gone) {
      vote = new Vote.None();
    } else {
      heardTooLate(request, answer, now);
    }
    return false;
  }

  private static Optional<String> leave(LeaseAnswer answer) {
    if (answer instanceof Paused paused) {
      return Optional.of(paused.why());
    }
    return answer instanceof Granted granted ? granted.leave() : Optional.empty();
  }

  private static boolean isSilent(LeaseAnswer answer) {
    return answer instanceof Unavailable || answer instanceof Refused || answer instanceof Cut;
  }

  private boolean granted(LeaseRequest request, Granted granted, Moment asked, Moment now) {
    if (request instanceof Acquire acquire) {
      Duration distrust = distrust(acquire, granted);
      boolean restarted = distrust.compareTo(Duration.ZERO) > 0;
      // A server that has just started may have forgotten a newer token than it remembers.
      remembers = granted.token() >= LEAST_REMEMBERED_TOKEN && !restarted;
      if (restarted && !isOnProbation()) {
        long votesFromNanos = now.nanos() + distrust.toNanos();
        vote = new Vote.Later(OptionalLong.empty(), acquire.number(), votesFromNanos);
      }
    }
    if (vote instanceof Vote.Later later
        && isOnProbation()
        && asked.isBefore(later.votesFromNanos())) {
      return false;
    }
    vote = new Vote.Given();
    return true;
  }

  private Duration distrust(Acquire request, Granted granted) {
    boolean trusted = request.trustAbsence() || request.served().isPresent();
    return trusted ? Duration.ZERO : ttl.minus(granted.uptime().orElse(ttl));
  }

  private boolean isOnProbation() {
    return vote instanceof Vote.Later later && later.since().isEmpty();
  }

  private void pending(Pending pending, Moment now) {
    OptionalLong since = OptionalLong.of(pending.since());
    if (!(vote instanceof Vote.Later later) || !later.since().equals(since)) {
      // Counted from after the answer, and anew if the key was gone in between.
      vote = new Vote.Later(since, pending.since(), now.nanos() + ttl.toNanos());
    }
  }
}
