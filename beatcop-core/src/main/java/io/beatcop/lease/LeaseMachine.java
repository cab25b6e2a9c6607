package io.beatcop.lease;

import io.beatcop.lease.LeaseAnswer.Cut;
import io.beatcop.lease.LeaseAnswer.Granted;
import io.beatcop.lease.LeaseAnswer.HeldByOther;
import io.beatcop.lease.LeaseAnswer.Pending;
import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseAnswer.Unavailable;
import io.beatcop.lease.Phase.Campaigning;
import io.beatcop.lease.Phase.Held;
import io.beatcop.lease.Phase.Idle;
import io.beatcop.lease.Phase.Releasing;
import io.beatcop.lease.Phase.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * The rules of the lease, for one node.
 *
 * <pre>
 *           campaign                     granted
 *    Idle ────────────▶ Campaigning ──────────────────▶ Held
 *     ▲                  │   ▲    ▲                     │  │
 *     │    key is ours,  │   │    └──────── lost ───────┘  │
 *     │  absence is not  │   │ key not                     │
 *     │       explained  ▼   │ kept up                     │ stop,
 *     │                 Waiting ──── waited, granted ────▶ │ stepDown
 *     │                  │ stop                            ▼
 *     └─── released ◀────┴───────────────────────────── Releasing
 *                              (after stepDown: back to Campaigning, in a ttl)
 * </pre>
 *
 * <p>It never acts itself: {@link #next} says what to do at a moment, and {@link #answer} takes the
 * result. It has no thread, clock, socket or logger; its driver has those. It relies on the driver
 * for one thing: a request is sent right after {@code next} returned it, so that the moment given
 * to {@code next} is <em>before</em> the sending (L3). Not thread-safe.
 */
final class LeaseMachine {

  /** How many groups the renewals of many leases form. */
  static final int EARLY_PARTS_OF_RENEWAL = 16;

  private final LeaseSettings settings;
  private final Backoff backoff;
  private final NextRequest nextRequest;
  private final NumberedRequests requests;
  private final Evidence evidence = new Evidence();
  private final FailureStreak streak = new FailureStreak();
  private final ChangeLog changes = new ChangeLog();
  private Phase phase = new Idle();
  private boolean wasCut;

  LeaseMachine(LeaseSettings settings, RandomGenerator random) {
    this.settings = settings;
    this.backoff = new Backoff(settings, random);
    this.nextRequest = new NextRequest(settings);
    this.requests = new NumberedRequests(settings);
  }

  /** The term that this node holds, if any. It may be past its deadline. */
  Optional<Grant> grant() {
    return phase instanceof Held held ? Optional.of(held.grant()) : Optional.empty();
  }

  boolean isIdle() {
    return phase instanceof Idle;
  }

  boolean isReleasing() {
    return phase instanceof Releasing;
  }

  /** Hands over what changed since the last call. */
  List<Change> drain() {
    return changes.drain();
  }

  /** Joins the contest. */
  void campaign(Moment now) {
    if (phase instanceof Idle) {
      campaignAnew(now.nanos() + backoff.beforeCampaign());
    } else if (phase instanceof Releasing releasing) {
      phase = new Releasing(releasing.grant(), true, releasing.untilNanos());
    }
  }

  /**
   * Leaves the contest. A lease that is held is released, after {@link #grant} has turned empty.
   */
  void stop(Moment now) {
    if (phase instanceof Releasing releasing) {
      phase = new Releasing(releasing.grant(), false, releasing.untilNanos());
    } else if (!(phase instanceof Idle)) {
      release(false, now);
    }
  }

  /** Gives up the lease, and joins the contest again after a ttl, so that others can win it. */
  void stepDown(Moment now) {
    if (phase instanceof Held) {
      release(true, now);
    }
  }

  /** Ends a term, since the user was told that it is over. */
  void over(Grant told, Loss loss, Moment now) {
    if (phase instanceof Held held && held.grant().token() == told.token()) {
      changes.add(new Change.Lost(held.grant(), loss));
      campaignAnew(now.nanos());
    }
  }

  /** Takes the hint that the lease is free (L8), or that its holder is asked to leave. */
  void wake(Moment now) {
    if (phase instanceof Held) {
      nextRequest.askToRenewSooner();
    } else if (phase instanceof Campaigning && changes.awaitsNews()) {
      nextRequest.askSoonerAt(now.nanos() + backoff.afterWake());
    }
  }

  /**
   * Renews a little early, since another lease asks the same store now (M1). Not while the store
   * fails: then each lease keeps its own pause.
   */
  void joinOthers(Moment now) {
    if (phase instanceof Held && !streak.exists()) {
      nextRequest.askNowIfDueWithin(settings.renewal().toNanos() / EARLY_PARTS_OF_RENEWAL, now);
    }
  }

  /** The step to take at this moment. */
  Step next(Moment now) {
    doubt(now);
    if (phase instanceof Held held && !held.grant().deadline().covers(now)) {
      expire(held, now);
    } else if (phase instanceof Waiting waiting && !waiting.deadline().covers(now)) {
      campaignAnew(now.nanos());
    } else if (phase instanceof Releasing releasing && !now.isBefore(releasing.untilNanos())) {
      released(releasing, now);
    }
    if (phase instanceof Idle) {
      return new Step.Idle();
    }
    if (nextRequest.isDue(now)) {
      nextRequest.ask(now);
      return new Step.Ask(request(now));
    }
    return new Step.Rest(nextRequest.dueNanos(grant()));
  }

  /**
   * Cuts a term or a wait that would last longer than a ttl from now. None can: the clock was wrong
   * when it began, and the node would never see its end.
   */
  private void doubt(Moment now) {
    if (phase instanceof Held held && isTooFar(held.grant().deadline().nanos(), now)) {
      expire(held, now);
    } else if (phase instanceof Waiting waiting && isTooFar(waiting.actFromNanos(), now)) {
      phase = new Waiting(waiting.deadline(), now.nanos() + ttlNanos(), waiting.since());
    } else if (phase instanceof Releasing releasing && isTooFar(releasing.untilNanos(), now)) {
      phase = new Releasing(releasing.grant(), releasing.rejoin(), now.nanos() + ttlNanos());
    }
  }

  private boolean isTooFar(long nanos, Moment now) {
    return nanos - now.nanos() > ttlNanos();
  }

  private long ttlNanos() {
    return settings.ttl().toNanos();
  }

  private LeaseRequest request(Moment now) {
    if (phase instanceof Held held) {
      return requests.renew(held.grant().token());
    } else if (phase instanceof Releasing) {
      return requests.release();
    } else if (phase instanceof Waiting waiting && waiting.isServedAt(now)) {
      if (waiting.since().isEmpty()) {
        // The server had just started: a token from then may be less than one that it forgot (L6).
        requests.beginCampaign();
      }
      return requests.acquire(evidence, waiting.since(), now);
    } else {
      return requests.acquire(evidence, OptionalLong.empty(), now);
    }
  }

  /** Takes the answer to the last request, and the moment at which it came. */
  void answer(LeaseAnswer answer, Moment now) {
    boolean cutBefore = wasCut;
    wasCut = answer instanceof Cut;
    if (wasCut) {
      cut(cutBefore, now);
      return;
    }
    if (answer instanceof Unavailable || answer instanceof Refused) {
      failed(answer, now);
      return;
    }
    if (streak.end()) {
      changes.add(new Change.StoreAnswers());
    }
    if (phase instanceof Releasing releasing) {
      released(releasing, now);
    } else if (phase instanceof Held held) {
      renewed(held, answer, now);
    } else if (!(phase instanceof Idle)) {
      acquired(answer, now);
    }
  }

  /**
   * Nothing was sent, so nothing has failed; but the next connection may lead to another server
   * (S9).
   */
  private void cut(boolean again, Moment now) {
    if (again) {
      failed(new Unavailable("each connection is cut at once"), now);
    } else {
      // The request is still due.
      evidence.forget();
    }
  }

  private void acquired(LeaseAnswer answer, Moment now) {
    if (answer instanceof Granted granted) {
      granted(granted, now);
    } else if (answer instanceof Pending pending) {
      pending(pending, now);
    } else if (answer instanceof HeldByOther other) {
      observe(other, now);
    } else if (answer instanceof LeaseAnswer.Paused paused) {
      beginCampaign(now.nanos() + backoff.afterExpiry(paused.expiresIn()));
      changes.paused(paused);
    } else {
      nextRequest.askAt(now.nanos() + backoff.whileWaiting(1));
    }
  }

  private void granted(Granted granted, Moment now) {
    if (!nextRequest.deadline().covers(now)) {
      failed(new Unavailable("the answer took longer than the term that it grants"), now);
    } else if (phase instanceof Waiting waiting && !waiting.isServedAt(nextRequest.askedAt())) {
      // This node had the key already: the wait goes on until it is over.
      await(waiting.actFromNanos(), OptionalLong.empty(), now);
    } else if (phase instanceof Campaigning && !granted.distrust(settings).isZero()) {
      postpone(granted.distrust(settings), true, OptionalLong.empty(), now);
    } else {
      Grant grant = new Grant(granted.token(), nextRequest.deadline());
      hold(grant, granted, now);
      changes.add(new Change.Acquired(grant));
    }
  }

  private void hold(Grant grant, Granted granted, Moment now) {
    phase = new Held(grant);
    changes.observedNobody();
    evidence.sawOwn(granted, now);
    nextRequest.askToRenew();
  }

  private void pending(Pending pending, Moment now) {
    OptionalLong since = OptionalLong.of(pending.since());
    if (phase instanceof Waiting waiting && waiting.since().equals(since)) {
      await(waiting.actFromNanos(), since, now);
    } else {
      // The key is newly taken, or was gone during the wait: another node may have had it.
      postpone(settings.ttl(), false, since, now);
    }
  }

  /** Begins the wait after which the key may be acted on (L7). */
  private void postpone(Duration pause, boolean restarted, OptionalLong since, Moment now) {
    long actFromNanos = evidence.actFromNanos(pause, now);
    if (now.isBefore(actFromNanos)) {
      changes.add(new Change.Postponed(pause, restarted));
    }
    await(actFromNanos, since, now);
  }

  /** Keeps the key renewed, and acts on it only from that time on. */
  private void await(long actFromNanos, OptionalLong since, Moment now) {
    phase = new Waiting(nextRequest.deadline(), actFromNanos, since);
    changes.observedNobody();
    if (nextRequest.askedAt().isBefore(actFromNanos)) {
      nextRequest.askToRenew();
      nextRequest.askSoonerAt(actFromNanos);
    } else {
      nextRequest.askAt(now.nanos() + backoff.whileWaiting(1));
    }
  }

  private void observe(HeldByOther other, Moment now) {
    Duration left = other.expiresIn().orElse(settings.ttl());
    beginCampaign(now.nanos() + backoff.afterExpiry(other.expiresIn()));
    evidence.saw(other, left, now);
    changes.observed(other);
  }

  private void renewed(Held held, LeaseAnswer answer, Moment now) {
    Deadline deadline = held.grant().deadline();
    if (!deadline.covers(now)) {
      // A term that is over stays over, whatever the answer says.
      expire(held, now);
    } else if (answer instanceof Granted granted) {
      Grant extended = new Grant(held.grant().token(), nextRequest.deadline());
      hold(extended, granted, now);
      changes.add(new Change.Extended(extended));
      granted.leave().ifPresent(why -> changes.asked(extended, why));
    } else if (answer instanceof HeldByOther other) {
      changes.add(new Change.Lost(held.grant(), Loss.taken(other.holder())));
      observe(other, now);
    } else {
      changes.add(new Change.Lost(held.grant(), Loss.gone()));
      campaignAnew(now.nanos());
      evidence.ownKeyGone(deadline);
    }
  }

  private void expire(Held held, Moment now) {
    Loss loss = streak.expiry(held.grant().deadline(), now);
    changes.add(new Change.Lost(held.grant(), loss));
    campaignAnew(now.nanos());
  }

  private void failed(LeaseAnswer failure, Moment now) {
    evidence.forget();
    if (streak.add(failure)) {
      changes.add(new Change.StoreFailed(failure));
    }
    nextRequest.askAt(now.nanos() + backoff.afterFailure(streak.failures(), phase, now));
  }

  /** Begins a campaign of a node that knows of no other holder and of no pause. */
  private void campaignAnew(long nanos) {
    changes.observedNobody();
    beginCampaign(nanos);
  }

  /** Begins a campaign, whose first request comes at that time. */
  private void beginCampaign(long nanos) {
    phase = new Campaigning();
    requests.beginCampaign();
    nextRequest.askAt(nanos);
  }

  private void release(boolean rejoin, Moment now) {
    boolean mayHaveTheKey = !(phase instanceof Campaigning) || streak.exists();
    long patienceNanos = mayHaveTheKey ? ttlNanos() : 0;
    phase = new Releasing(grant(), rejoin, now.nanos() + patienceNanos);
    evidence.forget();
    nextRequest.askAt(now.nanos());
  }

  private void released(Releasing releasing, Moment now) {
    releasing.grant().ifPresent(grant -> changes.add(new Change.Released(grant)));
    campaignAnew(now.nanos() + ttlNanos());
    if (!releasing.rejoin()) {
      phase = new Idle();
    }
  }
}
