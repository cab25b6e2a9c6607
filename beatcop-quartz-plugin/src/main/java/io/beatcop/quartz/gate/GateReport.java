package io.beatcop.quartz.gate;

import io.beatcop.lease.Grant;
import io.beatcop.quartz.journal.Claims;
import io.beatcop.quartz.rules.FireMachine;
import io.beatcop.quartz.rules.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.quartz.JobExecutionContext;
import org.quartz.TriggerKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the verdicts of a gate, and tells the log of them. Any thread may call it. */
final class GateReport {

  private static final Logger log = LoggerFactory.getLogger(VetoGate.class);

  private final String lease;
  private final Optional<Claims> claims;
  private final GateCounts counts;
  private final AtomicBoolean silent = new AtomicBoolean();
  private final AtomicLong duplicatesTold = new AtomicLong(Long.MIN_VALUE);

  GateReport(String lease, Optional<Claims> claims, GateCounts counts) {
    this.lease = lease;
    this.claims = claims;
    this.counts = counts;
  }

  /** Reports what came of a firing of this trigger, which asked under this term, if under one. */
  void add(Verdict verdict, TriggerKey key, Optional<Grant> grant) {
    switch (verdict) {
      case FIRE -> {
        counts.countFire();
        silent.set(false);
      }
      case FIRE_UNSURE -> {
        counts.countFire();
        counts.countUnsure();
        log.warn(
            "{}: no reply from Redis about {}: fired anyway (unsure = fire); check for a duplicate",
            lease,
            key);
      }
      case NOT_NOW -> {
        counts.countVeto();
        log.debug("{}: vetoed {}, not this node's to fire now", lease, key);
      }
      case DUPLICATE -> {
        counts.countDuplicate();
        log.debug("{}: vetoed {}, fired before", lease, key);
        grant.ifPresent(this::tellOfDuplicates);
      }
      case UNSURE -> {
        counts.countUnsure();
        tellOfSilence(key);
      }
      case CLOCK_AHEAD -> counts.countVeto();
    }
  }

  /** A worker waited for that long for the verdict on its firing. */
  void addClaim(Duration wait) {
    counts.times().claimed(wait);
  }

  /** A firing was let through. */
  void addFire(JobExecutionContext firing) {
    counts.times().fired(firing.getScheduledFireTime().getTime(), System.currentTimeMillis());
  }

  /** A job asked to be run again at once, and may not. */
  void addRefusedRetry(Object job) {
    counts.countVeto();
    log.warn(
        "{}: job {} may not be retried at once, since this node has lost the lease", lease, job);
  }

  /** Once per silence: while Redis is silent, every firing is put off. */
  private void tellOfSilence(TriggerKey key) {
    String line =
        "{}: no reply from Redis about {}: vetoed, and recovered when Redis answers; check Redis and"
            + " the network between";
    if (silent.compareAndSet(false, true)) {
      log.warn(line, lease, key);
    } else {
      log.debug(line, lease, key);
    }
  }

  /** Once per term: a leader that fires nothing must not look healthy. */
  private void tellOfDuplicates(Grant grant) {
    boolean onlyDuplicates =
        claims.filter(journal -> journal.with(FireMachine::firesNothingButDuplicates)).isPresent();
    if (onlyDuplicates && duplicatesTold.getAndSet(grant.token()) != grant.token()) {
      log.warn(
          "{}: this node holds the lease, but everything that is due was fired before, so it vetoes"
              + " that; a node whose clock was ahead may have fired it: check the clocks",
          lease);
    }
  }
}
