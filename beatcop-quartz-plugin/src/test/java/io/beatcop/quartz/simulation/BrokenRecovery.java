package io.beatcop.quartz.simulation;

import io.beatcop.quartz.rules.ClockCheck;
import io.beatcop.quartz.rules.Look;
import io.beatcop.quartz.rules.MissedFires;
import io.beatcop.quartz.rules.Moment;
import io.beatcop.quartz.rules.TriggerRecovery;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.quartz.TriggerKey;

/** The rules of recovery with one of them broken. */
final class BrokenRecovery extends TriggerRecovery {

  private final FireMutation broken;
  private final Set<TriggerKey> woundBack = new HashSet<>();
  private final Set<TriggerKey> inTime = new HashSet<>();
  private int recoveries;

  BrokenRecovery(FireMutation broken, MissedFires missed, ClockCheck clock) {
    super(missed, clock);
    this.broken = broken;
  }

  void termBegan() {
    recoveries = 0;
    inTime.clear();
  }

  /** Whether a trigger was wound back since somebody asked last. */
  boolean takeWoundBack(TriggerKey key) {
    return woundBack.remove(key);
  }

  @Override
  public Look begin() {
    recoveries++;
    return super.begin();
  }

  @Override
  public MissedFires.Outcome look(MissedFires.Candidate candidate, Moment now) {
    if (recoveries < 2) {
      inTime.add(candidate.key());
    }
    MissedFires.Outcome outcome = super.look(candidate, now);
    return outcome.rewound().isPresent() && isOverlooked(outcome, candidate.key(), now)
        ? new MissedFires.Outcome(
            outcome.fired(), Optional.empty(), Optional.empty(), 0, outcome.lost(), false)
        : outcome;
  }

  private boolean isOverlooked(MissedFires.Outcome outcome, TriggerKey key, Moment now) {
    return switch (broken) {
      case NOTHING_IS_WOUND_BACK -> true;
      case LATE_TRIGGERS_MISSED_NOTHING -> !inTime.contains(key);
      case AHEAD_IS_NOT_MISSED -> outcome.firstMissed().orElseThrow().getTime() > now.millis();
      default -> false;
    };
  }

  @Override
  public MissedFires.Outcome recover(MissedFires.Candidate candidate, Moment now) {
    MissedFires.Outcome outcome = super.recover(candidate, now);
    if (outcome.rewound().isPresent()) {
      woundBack.add(candidate.key());
    }
    return outcome;
  }
}
