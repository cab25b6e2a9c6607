package io.beatcop.quartz.scheduler;

import io.beatcop.lease.Lease;
import io.beatcop.quartz.gate.GateCounts;
import io.beatcop.quartz.journal.Claims;
import io.beatcop.quartz.rules.MissedFires.Candidate;
import io.beatcop.quartz.rules.MissedFires.Outcome;
import io.beatcop.quartz.rules.VetoedTriggers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.quartz.JobPersistenceException;
import org.quartz.SchedulerException;
import org.quartz.spi.OperableTrigger;

/**
 * Winds triggers that missed a time back to it, or deletes those that have ended elsewhere (F2).
 *
 * <p>It belongs to the thread of {@link Recovery}.
 */
final class WindBack {

  /** So many triggers at once, as Quartz' JDBC store has it, and then a pause: others fire too. */
  private static final int BATCH = 20;

  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Lease lease;
  private final Claims claims;
  private final Triggers triggers;
  private final TriggerChanges changes;
  private final GateCounts counts;
  private final CountDownLatch closed;

  /**
   * Makes one that has wound nothing back.
   *
   * @param closed ends a pause, and then the rest is left undone
   */
  WindBack(
      Lease lease,
      Claims claims,
      Triggers triggers,
      TriggerChanges changes,
      GateCounts counts,
      CountDownLatch closed) {
    this.lease = lease;
    this.claims = claims;
    this.triggers = triggers;
    this.changes = changes;
    this.counts = counts;
    this.closed = closed;
  }

  /** How it went. */
  enum Result {
    /** All are recovered. */
    COMPLETE,
    /** Some are left. */
    INCOMPLETE,
    /** Some are left, since the job store failed. */
    STORE_FAILED;

    private Result and(Result other) {
      return compareTo(other) > 0 ? this : other;
    }
  }

  /** Recovers all of these, those that missed the oldest times first. */
  Result all(List<Candidate> candidates, TermReport report)
      throws SchedulerException, InterruptedException {
    record Late(Candidate candidate, Outcome outcome) {}
    List<Late> late = new ArrayList<>();
    for (Candidate candidate : candidates) {
      // In one step: a worker may be vetoing this very time.
      Outcome outcome =
          claims.with(rules -> rules.recovery().recoverOnTime(candidate, claims.now()));
      if (outcome.rewound().isPresent() || outcome.isGone()) {
        late.add(new Late(candidate, outcome));
      } else {
        report.add(outcome);
        if (candidate.trigger().getNextFireTime() == null && !mayBeTakenBack(candidate)) {
          changes.endIfOver(candidate);
        }
      }
    }
    late.sort(Comparator.comparing(each -> each.outcome().firstMissed().orElse(new Date(0))));
    Result result = Result.COMPLETE;
    for (int i = 0; i < late.size(); i++) {
      boolean ends =
          i % BATCH == BATCH - 1 && closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      if (ends || !lease.isHeld()) {
        return result.and(Result.INCOMPLETE);
      }
      // One that the job store does not take now does not keep the others from being recovered.
      result = result.and(one(late.get(i).candidate(), report));
    }
    return result;
  }

  /** Whether a node that is frozen may take its claim of the last time back. */
  private boolean mayBeTakenBack(Candidate candidate) {
    return claims.with(
        rules ->
            rules.unsettled().stream().anyMatch(each -> each.trigger().equals(candidate.key())));
  }

  /** Looks at the trigger once more, since it may have gone on meanwhile. */
  private Result one(Candidate seen, TermReport report) throws SchedulerException {
    Optional<Candidate> candidate = triggers.again(seen);
    if (candidate.isEmpty()) {
      return Result.COMPLETE;
    }
    record Recovered(Outcome outcome, Optional<VetoedTriggers.Vetoed> veto) {}
    Recovered recovered =
        claims.with(
            rules -> {
              Optional<VetoedTriggers.Vetoed> veto = rules.recovery().vetoed().of(seen.key());
              return new Recovered(rules.recovery().recover(candidate.get(), claims.now()), veto);
            });
    Outcome outcome = recovered.outcome();
    if (outcome.isGone()) {
      changes.remove(seen.key());
    } else if (outcome.rewound().isPresent()) {
      Result result = inStore(candidate.get(), outcome.rewound().get());
      if (result != Result.COMPLETE) {
        claims.tell(rules -> rules.recovery().notWoundBack(seen.key(), recovered.veto()));
        return result;
      }
    }
    report.add(outcome);
    return Result.COMPLETE;
  }

  private Result inStore(Candidate candidate, OperableTrigger rewound) {
    try {
      if (!changes.windBack(candidate, rewound)) {
        return Result.INCOMPLETE;
      }
      counts.countRecovered(1);
      return Result.COMPLETE;
    } catch (JobPersistenceException e) {
      return Result.STORE_FAILED;
    }
  }
}
