package io.beatcop.quartz.scheduler;

import io.beatcop.quartz.rules.MissedFires.Outcome;
import io.beatcop.quartz.rules.Moment;
import io.beatcop.quartz.rules.UnsettledClaim;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what a term began with, and what was recovered in it since, a line each.
 *
 * <p>Only the recovery thread may use it.
 */
final class TermReport {

  private static final Logger log = LoggerFactory.getLogger(Recovery.class);

  private final long token;
  private boolean begun;
  private boolean toldBeginning;
  private int triggers;
  private int orphans;
  private List<UnsettledClaim> unsettled = List.of();
  private int late;
  private int missed;
  private int lost;
  private int lostTriggers;
  private int gone;
  private Optional<Date> first = Optional.empty();

  TermReport(long token) {
    this.token = token;
  }

  long token() {
    return token;
  }

  boolean isBegun() {
    return begun;
  }

  void begin(int ofTriggers, List<UnsettledClaim> claims, int runningElsewhere) {
    begun = true;
    triggers = ofTriggers;
    // Claims of earlier terms were logged when the next term began.
    long last = claims.stream().mapToLong(UnsettledClaim::token).max().orElse(0);
    unsettled = claims.stream().filter(claim -> claim.token() == last).toList();
    orphans = runningElsewhere;
  }

  void add(Outcome outcome) {
    late += outcome.rewound().isPresent() ? 1 : 0;
    missed += outcome.missed();
    lost += outcome.lost();
    lostTriggers += outcome.lost() > 0 ? 1 : 0;
    gone += outcome.isGone() ? 1 : 0;
    outcome
        .firstMissed()
        .filter(time -> first.isEmpty() || time.before(first.get()))
        .ifPresent(time -> first = Optional.of(time));
  }

  /**
   * Logs what is new since the last call.
   *
   * @param wrongClockMillis how far this node's clock is ahead, if it is wrong; else 0
   */
  void tell(String lease, long wrongClockMillis, LogPace clockPace, Moment now) {
    if (!toldBeginning) {
      toldBeginning = true;
      log.info(
          "{}: term {} begins with {} triggers and {} jobs that may have to run again",
          lease,
          token,
          triggers,
          orphans);
      tellOfUnsettled(lease);
      if (wrongClockMillis != 0 && clockPace.isDue(now)) {
        tellOfClock(lease, wrongClockMillis);
      }
    }
    if (late > 0) {
      log.info(
          "{}: recovered {} triggers, which missed {} times since {}: left to their misfire"
              + " instructions",
          lease,
          late,
          missed,
          first.orElseThrow().toInstant());
    }
    if (lost > 0) {
      log.warn(
          "{}: {} times of {} triggers are lost, since they are older than recoverywindow",
          lease,
          lost,
          lostTriggers);
    }
    if (gone > 0) {
      log.info("{}: deleted {} triggers that the holder before has ended", lease, gone);
    }
    late = 0;
    missed = 0;
    lost = 0;
    lostTriggers = 0;
    gone = 0;
    first = Optional.empty();
  }

  private void tellOfUnsettled(String lease) {
    if (!unsettled.isEmpty()) {
      log.warn(
          "{}: the holder before had claimed {} times when its term ended, the last one of {}; they"
              + " are lost if that node has died before it fired them",
          lease,
          unsettled.size(),
          unsettled.get(unsettled.size() - 1).trigger());
    }
  }

  private static void tellOfClock(String lease, long wrongClockMillis) {
    log.warn(
        "{}: the clock of this node is {} ms {} the clock of Redis: set the clocks right",
        lease,
        Math.abs(wrongClockMillis),
        wrongClockMillis > 0 ? "ahead of" : "behind");
  }
}
