package io.beatcop.lease;

import io.beatcop.lease.LeaseAnswer.Cut;
import io.beatcop.lease.LeaseAnswer.Granted;
import io.beatcop.lease.LeaseAnswer.Released;
import io.beatcop.lease.LeaseRequest.Acquire;
import io.beatcop.lease.LeaseRequest.Release;
import io.beatcop.lease.LeaseRequest.Renew;
import io.beatcop.lease.MemberRequest.Purpose;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules that make one store of the members of a quorum (L10), for one node.
 *
 * <p>A request of the node goes to all members. It is granted when a majority voted for it and then
 * confirmed the token: the greatest that any of them told, written back to those that voted. A node
 * without a majority gives back at once what it got.
 *
 * <pre>
 *   the node asks        Acquire 4
 *   votes                a, b and c are each asked Acquire 8, twice that number
 *     answers            a: Granted, token 50; b: Granted, token 70; c: HeldByOther
 *   a and b are a majority of three, and 70 is the greatest token
 *   confirmations        a and b are each asked Renew 9, token 70
 *     answers            a: Granted, token 70; b: Granted, token 70
 *   the node is answered Granted, token 70
 * </pre>
 *
 * <p><b>Never two.</b> No two nodes have the vote of one member at one time: a single store
 * promises that, even after a restart or a loss of memory. Two majorities share a member. So no two
 * nodes have a majority at one time. A vote counts only in the tally that asked for it. So a term
 * ends a ttl after the request that its majority answered (L3).
 *
 * <p><b>Tokens grow.</b> A term begins after a majority has stored its token. The next term's
 * majority shares a member with that one. This member voted for the second term after it stored the
 * token of the first, so it told a greater one. If it has forgotten the token meanwhile, its small
 * token shows that. Then this node waits for the tokens of a majority of members that remember. One
 * of them has stored the token too, unless more than a minority forgot.
 *
 * <p>It never acts itself: {@link #ask} begins a tally, {@link #pull} says what to send to a member
 * that is not busy, {@link #answer} takes the member's answer, and {@link #outcome} is the answer
 * to the node. Not thread-safe.
 */
final class Quorum {

  /** The campaign of a request that comes too late. No real campaign has this number. */
  private static final long NO_CAMPAIGN = -1;

  private final LeaseSettings settings;
  private final List<String> names;
  private final Majority majority;
  private final List<QuorumMember> members = new ArrayList<>();

  /** The purposes of the next requests, by the index of the member. */
  private final Map<Integer, Purpose> duties = new HashMap<>();

  private long campaignOfNode;
  private long campaign;
  private long waitsSince;

  private long tallies;
  private LeaseRequest request = new Release(0);
  private long tallyCampaign;
  private Moment began = new Moment(0, 0);
  private Tally votes;
  private @Nullable Tally confirmations;
  private long token;
  private @Nullable LeaseAnswer outcome;

  Quorum(LeaseSettings settings, List<String> names) {
    this(settings, names, names.size() / 2 + 1);
  }

  /** With another majority than the right one, for a test that shows why it is needed. */
  Quorum(LeaseSettings settings, List<String> names, int needed) {
    this.settings = settings;
    this.names = names;
    this.majority = new Majority(names.size(), needed, settings.ttl());
    this.votes = new Tally(names);
    names.forEach(name -> members.add(new QuorumMember(settings.ttl())));
  }

  /** Begins the tally of a request to all members, and forgets the one before. */
  void ask(LeaseRequest asked, Moment now) {
    request = asked;
    began = now;
    tallies++;
    votes = new Tally(names);
    confirmations = null;
    outcome = null;
    askAll(Purpose.VOTE);
    if (isLate()) {
      tallyCampaign = NO_CAMPAIGN;
      return;
    }
    if (asked.campaign() > campaignOfNode) {
      campaignOfNode = asked.campaign();
      beginCampaign();
    }
    tallyCampaign = campaign;
    if (asked instanceof Release) {
      // From here on, nothing that was granted before counts.
      beginCampaign();
      countWhatIsNotHad();
    }
  }

  /**
   * Counts a member that gave nothing as released, without asking it. A request of no campaign
   * would have to be told apart from all others there; and the key may belong to another start of
   * this node, under the same name (L-d).
   */
  private void countWhatIsNotHad() {
    for (int index = 0; index < members.size(); index++) {
      if (!members.get(index).mayHaveTheKey()) {
        duties.remove(index);
        votes.count(index, new Tally.Count(new Released(), false, false));
      }
    }
    decide();
  }

  /**
   * Whether the request is of a campaign that is over. It must change nothing, and its answers
   * teach nothing.
   */
  private boolean isLate() {
    return request.campaign() < campaignOfNode;
  }

  /** Begins a campaign. An earlier request that arrives late can't act on it. */
  private void beginCampaign() {
    campaign++;
    waitsSince = 0;
    members.forEach(QuorumMember::beginCampaign);
  }

  /** The next request to this member. The caller sends it at once, and brings the answer. */
  Optional<MemberRequest> pull(int member, Moment now) {
    Purpose purpose = duties.remove(member);
    if (purpose == null) {
      return Optional.empty();
    }
    return request(purpose, members.get(member), now)
        .map(asked -> new MemberRequest(member, tallies, tallyCampaign, purpose, asked));
  }

  private Optional<LeaseRequest> request(Purpose purpose, QuorumMember member, Moment now) {
    return switch (purpose) {
      case VOTE -> Optional.of(vote(member, now));
      case CONFIRM -> Optional.of(new Renew(tallyCampaign, confirmationNumber(), token));
      case LET_GO -> member.mayHaveTheKey() ? Optional.of(member.release(false)) : Optional.empty();
    };
  }

  private void askAll(Purpose purpose) {
    for (int index = 0; index < members.size(); index++) {
      duties.put(index, purpose);
    }
  }

  private LeaseRequest vote(QuorumMember member, Moment now) {
    if (isLate()) {
      return withoutEffect();
    } else if (request instanceof Acquire acquire) {
      return member.acquire(tallyCampaign, 2 * acquire.number(), acquire.trustAbsence(), now);
    } else if (request instanceof Renew renew) {
      return member.renew(
          tallyCampaign, 2 * renew.number(), renew.token(), settings.trustAbsence(), now);
    } else {
      return member.release(((Release) request).announced());
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

  /**
   * The number of a confirmation. No two requests share one: a vote has the even number, its
   * confirmation the odd.
   */
  private long confirmationNumber() {
    return request instanceof Acquire acquire ? 2 * acquire.number() + 1 : 0;
  }

  /** Whether there is something to send to a member, as soon as it is not busy. */
  boolean hasDuties() {
    return !duties.isEmpty();
  }

  /** Takes the answer of a member. */
  void answer(MemberRequest memberRequest, LeaseAnswer answer, Moment now) {
    QuorumMember member = members.get(memberRequest.member());
    if (answer instanceof Cut) {
      member.heardTooLate(memberRequest.request(), answer, now);
      askOnceMore(memberRequest);
      return;
    }
    if (answer instanceof Released) {
      member.released(memberRequest.request());
    }
    boolean isVote = answer instanceof Granted;
    if (memberRequest.campaign() == campaign && memberRequest.purpose() == Purpose.VOTE) {
      isVote = member.heard(memberRequest.request(), answer, began, now);
    } else if (memberRequest.campaign() != NO_CAMPAIGN) {
      member.heardTooLate(memberRequest.request(), answer, now);
    }
    if (memberRequest.tally() == tallies) {
      count(memberRequest, new Tally.Count(answer, isVote, remembers(member, answer)));
    }
  }

  /**
   * Asks a member again whose connection was cut: it did not get the request. The new one has no
   * evidence from another connection.
   */
  private void askOnceMore(MemberRequest memberRequest) {
    if (memberRequest.tally() == tallies && memberRequest.purpose() == Purpose.VOTE) {
      duties.putIfAbsent(memberRequest.member(), Purpose.VOTE);
    }
  }

  private void count(MemberRequest memberRequest, Tally.Count count) {
    if (memberRequest.purpose() == Purpose.CONFIRM && confirmations != null) {
      confirmations.count(memberRequest.member(), count);
    } else if (memberRequest.purpose() == Purpose.VOTE) {
      votes.count(memberRequest.member(), count);
      if (confirmations != null && count.isVote() && memberRequest.campaign() == campaign) {
        // This vote came after the majority. The member stores the token too.
        duties.put(memberRequest.member(), Purpose.CONFIRM);
      }
    }
    if (outcome == null) {
      decide();
    }
  }

  private static boolean remembers(QuorumMember member, LeaseAnswer answer) {
    return answer instanceof Granted
        ? member.remembers()
        : Tally.lastToken(answer).orElse(0) >= QuorumMember.LEAST_REMEMBERED_TOKEN;
  }

  /** Ends the tally, since its time is over. */
  void giveUp() {
    if (outcome == null) {
      (confirmations == null ? votes : confirmations).close();
      decide();
    }
  }

  /** The answer to the node, as soon as the tally allows one. */
  Optional<LeaseAnswer> outcome() {
    return Optional.ofNullable(outcome);
  }

  private void decide() {
    if (confirmations == null && request instanceof Acquire acquire && majority.grants(votes)) {
      token = votes.tokenFrom(acquire.floor());
      confirmations = new Tally(names);
      votes.voters().forEach(member -> duties.put(member, Purpose.CONFIRM));
    } else {
      decision().ifPresent(this::settle);
    }
  }

  private Optional<QuorumDecision> decision() {
    if (confirmations != null) {
      return majority.onConfirmation(votes, confirmations, token);
    } else if (request instanceof Acquire) {
      return majority.onAcquisition(votes, this::waitsSince);
    }
    return request instanceof Renew renew
        ? majority.onRenewal(votes, renew.token(), leave())
        : majority.onRelease(votes);
  }

  /**
   * Why the node is asked to leave, if more than a minority asks it. A member's last answer counts,
   * since a renewal needs the answers of some members only.
   */
  private Optional<String> leave() {
    List<String> reasons = members.stream().flatMap(member -> member.leave().stream()).toList();
    return reasons.stream().skip(majority.minority()).findFirst();
  }

  private void settle(QuorumDecision decision) {
    outcome = decision.answer();
    if (decision.letsGo() && !isLate()) {
      askAll(Purpose.LET_GO);
      beginCampaign();
    }
  }

  /**
   * The number of the request since which this node has waited for the votes of a majority. It
   * never falls: the node would take a lower one for the beginning of another wait.
   */
  private long waitsSince() {
    long since =
        members.stream()
            .flatMapToLong(member -> member.waitsSince().stream())
            .sorted()
            .skip(majority.needed() - 1L)
            .findFirst()
            .orElse(0);
    waitsSince = Math.max(waitsSince, since / 2);
    return waitsSince;
  }
}
