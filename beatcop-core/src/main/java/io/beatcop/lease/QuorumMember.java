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
 * What a node knows of one member of a quorum: what a single store is to a {@link LeaseMachine}.
 *
 * <p>The rules of the single store hold for each member alone: a key whose absence nothing explains
 * is no vote until this node has had it for a ttl (L7, S9), nor is a grant of a member that has
 * just started until it is up for a ttl (S10). So no two nodes ever have the vote of one member.
 */
final class QuorumMember {

  /**
   * What a member with a memory of the lease is sure to answer at least. Members are asked with no
   * floor, and a token that was written back is a time of day: so a small token tells that the
   * member made it up from nothing.
   */
  static final long LEAST_REMEMBERED_TOKEN = 1 << 20;

  private static final long NO_FLOOR = 1;

  /** Where this node stands with the member. */
  private sealed interface Standing {

    /** The key is not this node's, as far as it knows. */
    record Away() implements Standing {}

    /** The key is this node's, but is no vote before this time. */
    record Waiting(OptionalLong since, long number, long votesFromNanos) implements Standing {}

    /** The member has granted the lease, and nothing else was heard since. */
    record Granting() implements Standing {}
  }

  private final Duration ttl;
  private final Sightings sightings = new Sightings();
  private Standing standing = new Standing.Away();
  private boolean remembers;
  private Optional<String> leave = Optional.empty();
  private long askedCampaign;

  QuorumMember(Duration ttl) {
    this.ttl = ttl;
  }

  /** What was granted to an earlier campaign is no vote for this one. */
  void beginCampaign() {
    standing = new Standing.Away();
    remembers = false;
    leave = Optional.empty();
  }

  /** Asks for the lease. */
  Acquire acquire(long campaign, long number, boolean trustAbsence, Moment now) {
    askedCampaign = campaign;
    OptionalLong served =
        standing instanceof Standing.Waiting waiting && !now.isBefore(waiting.votesFromNanos())
            ? waiting.since()
            : OptionalLong.empty();
    Optional<String> evidence = sightings.evidence(now);
    return new Acquire(campaign, number, NO_FLOOR, evidence, served, trustAbsence);
  }

  /** Asks for the term to be extended; for the lease where the member does not grant it yet. */
  LeaseRequest renew(long campaign, long number, long token, boolean trustAbsence, Moment now) {
    return standing instanceof Standing.Granting
        ? new Renew(campaign, number, token)
        : acquire(campaign, number, trustAbsence, now);
  }

  /** Gives back what this node may have there. */
  Release release(boolean announced) {
    // As in the machine: what was seen is of the past now.
    sightings.forget();
    return new Release(askedCampaign, announced);
  }

  /** It may have the key there, if only by a request of which it heard nothing. */
  boolean mayHaveTheKey() {
    return askedCampaign > 0;
  }

  /** The number of the request since which its vote is waited for; 0 where there is one. */
  OptionalLong waitsSince() {
    if (standing instanceof Standing.Waiting waiting) {
      return OptionalLong.of(waiting.number());
    }
    return standing instanceof Standing.Granting ? OptionalLong.of(0) : OptionalLong.empty();
  }

  /** Whether a token that it granted to this campaign is greater than all that it ever knew. */
  boolean remembers() {
    return remembers;
  }

  /** Why this member asks the node to leave, if that was the last that it said in this campaign. */
  Optional<String> leave() {
    return leave;
  }

  /** This node does not have the key of this campaign, or not any more. */
  void released(LeaseRequest request) {
    if (request.campaign() == askedCampaign) {
      askedCampaign = 0;
    }
  }

  /** Takes an answer that came too late to count, but shows what is there. */
  void heardTooLate(LeaseRequest request, LeaseAnswer answer, Moment now) {
    if (isSilent(answer)) {
      sightings.forget();
    } else if (answer instanceof HeldByOther other) {
      sightings.saw(other, other.expiresIn().orElse(ttl), now);
      released(request);
    }
  }

  /**
   * Takes the answer to what was asked at a time.
   *
   * @return whether it is a vote
   */
  boolean heard(LeaseRequest request, LeaseAnswer answer, Moment asked, Moment now) {
    leave = leave(answer).or(() -> isSilent(answer) ? leave : Optional.empty());
    if (answer instanceof Granted granted) {
      sightings.sawOwn(granted, now);
      return granted(request, granted, asked, now);
    } else if (answer instanceof Pending pending) {
      pending(pending, now);
    } else if (answer instanceof HeldByOther other) {
      heardTooLate(request, other, now);
      standing = new Standing.Away();
    } else if (answer instanceof Gone) {
      standing = new Standing.Away();
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
      // What a server forgot that has just started may be newer than what it remembers.
      remembers = granted.token() >= LEAST_REMEMBERED_TOKEN && !restarted;
      if (restarted && !isOnProbation()) {
        long votesFromNanos = now.nanos() + distrust.toNanos();
        standing = new Standing.Waiting(OptionalLong.empty(), acquire.number(), votesFromNanos);
      }
    }
    if (standing instanceof Standing.Waiting waiting
        && isOnProbation()
        && asked.isBefore(waiting.votesFromNanos())) {
      return false;
    }
    standing = new Standing.Granting();
    return true;
  }

  private Duration distrust(Acquire request, Granted granted) {
    boolean trusted = request.trustAbsence() || request.served().isPresent();
    return trusted ? Duration.ZERO : ttl.minus(granted.uptime().orElse(ttl));
  }

  private boolean isOnProbation() {
    return standing instanceof Standing.Waiting waiting && waiting.since().isEmpty();
  }

  private void pending(Pending pending, Moment now) {
    OptionalLong since = OptionalLong.of(pending.since());
    if (!(standing instanceof Standing.Waiting waiting) || !waiting.since().equals(since)) {
      // From after the answer; and anew if the key was away in between.
      standing = new Standing.Waiting(since, pending.since(), now.nanos() + ttl.toNanos());
    }
  }
}
