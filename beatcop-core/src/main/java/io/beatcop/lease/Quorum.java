package io.beatcop.lease;

import io.beatcop.lease.Ballot.Purpose;
import io.beatcop.lease.LeaseAnswer.Gone;
import io.beatcop.lease.LeaseAnswer.Granted;
import io.beatcop.lease.LeaseAnswer.HeldByOther;
import io.beatcop.lease.LeaseAnswer.Pending;
import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseAnswer.Released;
import io.beatcop.lease.LeaseRequest.Acquire;
import io.beatcop.lease.LeaseRequest.Release;
import io.beatcop.lease.LeaseRequest.Renew;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which the members of a quorum are one store (L10), for one node.
 *
 * <p>A request of the node is put to all members. It is granted when a majority voted for it and
 * then confirmed the token: the greatest that any of them told, written back to those that voted.
 * Whoever has no majority gives back at once what it got.
 *
 * <p><b>Never two.</b> No two nodes have the vote of one member at one time: that is what a single
 * store promises, restarts and lost memories included. Two majorities share a member. So no two
 * nodes have a majority at one time. A vote counts only for the poll in which it was asked for, so
 * that a term ends a ttl after the request that was put to the majority it rests on (L3).
 *
 * <p><b>Tokens grow.</b> A term begins after a majority has stored its token. The next term's
 * majority shares a member with that one, which voted for the second after it stored the token of
 * the first, so that it told a greater one. If it has forgotten the token meanwhile it shows that,
 * by a token that it made up from nothing; then this node does with no less than a majority of
 * members that remember. One of them has stored the token too, unless more than a minority forgot.
 *
 * <p>It is asked, it never acts: {@link #ask} begins a poll, {@link #pull} says what to send to a
 * member that is not busy, {@link #answer} takes what came of it, {@link #outcome} is what to tell
 * the node. Not thread-safe.
 */
final class Quorum {

  /** That of a request which comes too late: no campaign has this number. */
  private static final long NO_CAMPAIGN = -1;

  private enum Duty {
    NONE,
    VOTE,
    CONFIRM,
    LET_GO
  }

  private final LeaseSettings settings;
  private final List<String> names;
  private final int majority;
  private final List<QuorumMember> members = new ArrayList<>();
  private final Duty[] duties;

  private long campaignOfNode;
  private long campaign;
  private long waitsSince;

  private long polls;
  private LeaseRequest request = new Release(0);
  private long pollCampaign;
  private Now began = new Now(0, 0);
  private Poll votes;
  private @Nullable Poll confirmations;
  private long token;
  private @Nullable LeaseAnswer outcome;

  Quorum(LeaseSettings settings, List<String> names) {
    this(settings, names, names.size() / 2 + 1);
  }

  /** With another majority than that of the promise, to see that it is needed. */
  Quorum(LeaseSettings settings, List<String> names, int majority) {
    this.settings = settings;
    this.names = names;
    this.majority = majority;
    this.duties = new Duty[names.size()];
    this.votes = new Poll(names);
    names.forEach(name -> members.add(new QuorumMember(settings.ttl())));
    Arrays.fill(duties, Duty.NONE);
  }

  /** Puts a request to all members, and forgets the one before. */
  void ask(LeaseRequest asked, Now now) {
    request = asked;
    began = now;
    polls++;
    votes = new Poll(names);
    confirmations = null;
    outcome = null;
    Arrays.fill(duties, Duty.VOTE);
    if (isLate()) {
      pollCampaign = NO_CAMPAIGN;
      return;
    }
    if (asked.campaign() > campaignOfNode) {
      campaignOfNode = asked.campaign();
      beginCampaign();
    }
    pollCampaign = campaign;
    if (asked instanceof Release) {
      // From here on, nothing that was granted before counts.
      beginCampaign();
    }
  }

  /** A request of a campaign that is over: it must touch nothing, nor does it teach anything. */
  private boolean isLate() {
    return request.campaign() < campaignOfNode;
  }

  /** What may arrive late after this can't act on what comes. */
  private void beginCampaign() {
    campaign++;
    waitsSince = 0;
    members.forEach(QuorumMember::beginCampaign);
  }

  /** What to send to this member now. Whoever asks sends it at once, and brings the answer. */
  Optional<Ballot> pull(int member, Now now) {
    Duty duty = duties[member];
    duties[member] = Duty.NONE;
    return switch (duty) {
      case NONE -> Optional.empty();
      case VOTE -> Optional.of(ballot(member, Purpose.VOTE, vote(members.get(member), now)));
      case CONFIRM ->
          Optional.of(
              ballot(
                  member, Purpose.CONFIRM, new Renew(pollCampaign, confirmationNumber(), token)));
      case LET_GO ->
          Optional.of(members.get(member))
              .filter(QuorumMember::mayHaveTheKey)
              .map(having -> ballot(member, Purpose.LET_GO, having.release(false)));
    };
  }

  private Ballot ballot(int member, Purpose purpose, LeaseRequest asked) {
    return new Ballot(member, polls, pollCampaign, purpose, asked);
  }

  private LeaseRequest vote(QuorumMember member, Now now) {
    if (isLate()) {
      return withoutEffect();
    } else if (request instanceof Acquire acquire) {
      return member.acquire(pollCampaign, 2 * acquire.number(), acquire.trustAbsence(), now);
    } else if (request instanceof Renew renew) {
      return member.renew(
          pollCampaign, 2 * renew.number(), renew.token(), settings.trustAbsence(), now);
    } else {
      return member.release(true);
    }
  }

  private LeaseRequest withoutEffect() {
    if (request instanceof Acquire acquire) {
      return new Acquire(NO_CAMPAIGN, 0, 0, Optional.empty(), acquire.served(), false);
    }
    return request instanceof Renew renew
        ? new Renew(NO_CAMPAIGN, 0, renew.token())
        : new Release(NO_CAMPAIGN, false);
  }

  /** No two requests have one number: the poll has the even one, what confirms it the odd. */
  private long confirmationNumber() {
    return request instanceof Acquire acquire ? 2 * acquire.number() + 1 : 0;
  }

  /** Whether there is something to send, as soon as its member is not busy. */
  boolean hasDuties() {
    return Arrays.stream(duties).anyMatch(duty -> duty != Duty.NONE);
  }

  /** Takes the answer of a member. */
  void answer(Ballot ballot, LeaseAnswer answer, Now now) {
    QuorumMember member = members.get(ballot.member());
    if (answer instanceof Released) {
      member.released(ballot.request());
    }
    boolean isVote = answer instanceof Granted;
    if (ballot.campaign() == campaign && ballot.purpose() == Purpose.VOTE) {
      isVote = member.heard(ballot.request(), answer, began, now);
    } else if (ballot.campaign() != NO_CAMPAIGN) {
      member.heardTooLate(ballot.request(), answer, now);
    }
    if (ballot.poll() == polls) {
      count(ballot, new Poll.Count(answer, isVote, remembers(member, answer)));
    }
  }

  private void count(Ballot ballot, Poll.Count count) {
    if (ballot.purpose() == Purpose.CONFIRM && confirmations != null) {
      confirmations.count(ballot.member(), count);
    } else if (ballot.purpose() == Purpose.VOTE) {
      votes.count(ballot.member(), count);
      if (confirmations != null && count.isVote() && ballot.campaign() == campaign) {
        // It came after the majority, but may as well store the token.
        duties[ballot.member()] = Duty.CONFIRM;
      }
    }
    if (outcome == null) {
      decide();
    }
  }

  private static boolean remembers(QuorumMember member, LeaseAnswer answer) {
    return answer instanceof Granted
        ? member.remembers()
        : Poll.lastToken(answer).orElse(0) >= QuorumMember.LEAST_REMEMBERED_TOKEN;
  }

  /** The time for the poll is over. */
  void giveUp() {
    if (outcome == null) {
      (confirmations == null ? votes : confirmations).close();
      decide();
    }
  }

  /** What the poll came to, as soon as that is sure. */
  Optional<LeaseAnswer> outcome() {
    return Optional.ofNullable(outcome);
  }

  private void decide() {
    if (confirmations != null) {
      decideConfirmation(confirmations);
    } else if (request instanceof Acquire acquire) {
      decideAcquisition(acquire);
    } else if (request instanceof Renew renew) {
      decideRenewal(renew);
    } else if (votes.open() == 0) {
      // All of them, so that nobody has to wait for the expiry of a key that was left behind.
      boolean released = votes.answers(Released.class) >= majority;
      outcome = released ? new Released() : failure(votes);
    }
  }

  private void decideAcquisition(Acquire acquire) {
    if (votes.votes() >= majority && knowsTheToken()) {
      confirm(acquire);
    } else if (votes.votes() >= majority && votes.open() == 0) {
      // The last token may be among those of the members that did not answer.
      outcome = failure(votes);
      letGo();
    } else if (votes.keys().size() + votes.open() < majority) {
      if (votes.open() == 0 || !isContested()) {
        outcome = decline();
        letGo();
      }
    } else if (votes.votes() + votes.open() < majority && votes.keys().size() >= majority) {
      // If the keys of others can bring a majority sooner than the wait, it is worth asking soon.
      int possible = votes.votes() + votes.open() + votes.answers(HeldByOther.class);
      outcome = possible >= majority ? new Gone() : new Pending(waitsSince());
    }
  }

  /**
   * Whether the token of the last term is among those that were told. If more than a minority shows
   * no memory of one, it is forgotten, or this is the first use; the clock has to do then.
   */
  private boolean knowsTheToken() {
    return votes.memories() >= majority || votes.forgetful() > names.size() - majority;
  }

  private void confirm(Acquire acquire) {
    token = votes.tokenFrom(acquire.floor());
    confirmations = new Poll(names);
    votes.voters().forEach(member -> duties[member] = Duty.CONFIRM);
  }

  private void decideConfirmation(Poll confirmed) {
    int failed = confirmed.failures() + confirmed.losses();
    if (confirmed.votes() >= majority) {
      outcome = new Granted(token, confirmed.term(), Optional.empty());
    } else if (failed > votes.votes() - majority) {
      outcome = confirmed.failures() > 0 ? failure(confirmed) : new Gone();
      letGo();
    }
  }

  private void decideRenewal(Renew renew) {
    if (votes.votes() >= majority) {
      outcome = new Granted(renew.token(), votes.term(), Optional.empty());
    } else if (votes.losses() > names.size() - majority) {
      outcome = lost();
    } else if (votes.open() == 0) {
      outcome = failure(votes);
    }
  }

  private LeaseAnswer lost() {
    if (votes.answers(HeldByOther.class) <= names.size() - majority) {
      return new Gone();
    }
    letGo();
    return taken();
  }

  /** Why this node can't have a majority now. */
  private LeaseAnswer decline() {
    return votes.answers(HeldByOther.class) > names.size() - majority ? taken() : failure(votes);
  }

  /** A minority that refuses is like one that is away; a majority that does has to be mended. */
  private LeaseAnswer failure(Poll poll) {
    boolean isFinal = poll.answers(Refused.class) > names.size() - majority;
    return isFinal ? poll.refusal() : poll.unavailable();
  }

  /** Whether others have it of whom none has shown a majority yet. */
  private boolean isContested() {
    return votes.answers(HeldByOther.class) > names.size() - majority
        && votes.rivals().strength() < majority;
  }

  private LeaseAnswer taken() {
    HeldByOther seen = votes.rivals().seen(majority - votes.keys().size());
    // If nobody can have a majority they all give back what they got: it is worth asking soon. But
    // not right before a key expires: what is taken then has no explanation.
    boolean isSplit = votes.rivals().strength() + votes.failures() < majority;
    boolean isOverSoon = seen.expiresIn().orElse(settings.ttl()).compareTo(soon()) < 0;
    return isSplit && !isOverSoon ? new Gone() : seen;
  }

  private Duration soon() {
    return settings.ttl().dividedBy(4);
  }

  /**
   * The number of the request since which so many members have waited as this node needs. It never
   * falls: the node would take a lower one for the beginning of another wait.
   */
  private long waitsSince() {
    long since =
        members.stream()
            .flatMapToLong(member -> member.waitsSince().stream())
            .sorted()
            .skip(majority - 1L)
            .findFirst()
            .orElse(0);
    waitsSince = Math.max(waitsSince, since / 2);
    return waitsSince;
  }

  private void letGo() {
    if (isLate()) {
      return;
    }
    Arrays.fill(duties, Duty.LET_GO);
    beginCampaign();
  }
}
