package io.beatcop.quartz.simulation;

import io.beatcop.quartz.rules.Claim;
import io.beatcop.quartz.rules.ClockCheck;
import io.beatcop.quartz.rules.FireMachine;
import io.beatcop.quartz.rules.FiredSlots;
import io.beatcop.quartz.rules.Firing;
import io.beatcop.quartz.rules.JournalWrite;
import io.beatcop.quartz.rules.MisfireSlots;
import io.beatcop.quartz.rules.MissedFires;
import io.beatcop.quartz.rules.Moment;
import io.beatcop.quartz.rules.Slot;
import io.beatcop.quartz.rules.TriggerRecovery;
import io.beatcop.quartz.rules.UnsettledClaim;
import java.time.Duration;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.quartz.TriggerKey;

/** The machine with one of its rules broken. */
final class BrokenMachine extends FireMachine {

  private static final int FEW_GAPS = 4;

  private final FireMutation broken;
  private final Map<TriggerKey, Set<Slot>> underWay = new HashMap<>();
  private final BrokenRecovery recovery;

  private BrokenMachine(FireMutation broken, BrokenRecovery recovery) {
    super(recovery);
    this.broken = broken;
    this.recovery = recovery;
  }

  static FireMachine of(FireMutation broken, Duration window, long clockLimitMillis) {
    boolean checks = broken != FireMutation.CLOCK_IS_NOT_CHECKED;
    MissedFires missed = new MissedFires(window);
    ClockCheck clock = new ClockCheck(checks ? clockLimitMillis : Long.MAX_VALUE);
    return broken == FireMutation.NONE
        ? new FireMachine(new TriggerRecovery(missed, clock))
        : new BrokenMachine(broken, new BrokenRecovery(broken, missed, clock));
  }

  @Override
  public void begin(long newToken, Moment now) {
    super.begin(newToken, now);
    recovery.termBegan();
    underWay.clear();
  }

  @Override
  public int forgotten(Moment now) {
    return super.forgotten(
        broken == FireMutation.NEW_JOURNAL_IS_OLD ? new Moment(0, now.nanos()) : now);
  }

  @Override
  public MisfireSlots.Meaning meaning(TriggerKey key, Date scheduled) {
    MisfireSlots.Meaning meaning = super.meaning(key, scheduled);
    return broken == FireMutation.MISFIRES_STAND_FOR_THEMSELVES
        ? new MisfireSlots.Meaning(Slot.at(scheduled.getTime()), Optional.empty())
        : meaning;
  }

  @Override
  public Decision ask(Firing firing, long term, Moment now) {
    Decision decision = super.ask(asIfNoGaps(firing), term, now);
    Set<Slot> claimed = underWay.computeIfAbsent(firing.trigger(), key -> new HashSet<>());
    if (broken == FireMutation.UNDER_WAY_IS_NO_DUPLICATE
        && decision == Decision.DUPLICATE
        && claimed.contains(firing.slot())) {
      return super.ask(beside(firing), term, now);
    }
    if (decision == Decision.CLAIM) {
      claimed.add(firing.slot());
    }
    return decision;
  }

  private Firing asIfNoGaps(Firing firing) {
    Optional<FiredSlots> known = Optional.ofNullable(known().get(firing.trigger()));
    boolean closes =
        (broken == FireMutation.GAPS_ARE_DROPPED
                && known.filter(fired -> fired.spans().size() >= FEW_GAPS).isPresent())
            || (broken == FireMutation.FIRST_FIRING_CLOSES_ALL_GAPS
                && recovery.takeWoundBack(firing.trigger()));
    return closes && known.isPresent() ? firing.of(firing.slot(), known.get().until()) : firing;
  }

  /** As if it were another one, whose time is a millisecond later. */
  private static Firing beside(Firing firing) {
    Slot slot = new Slot(firing.slot().millis() + 1, firing.slot().coveredMillis() + 1);
    return firing.of(slot, firing.previous());
  }

  @Override
  public List<Claim> written(JournalWrite write, long redisMillis, Moment now) {
    write.claims().forEach(claim -> settled(claim.firing()));
    return super.written(write, redisMillis, now);
  }

  private void settled(Firing firing) {
    Set<Slot> slots = underWay.get(firing.trigger());
    if (slots != null) {
      slots.remove(firing.slot());
    }
  }

  @Override
  public void giveUp(JournalWrite write) {
    switch (broken) {
      case UNANSWERED_COUNTS_AS_WRITTEN -> super.fireUnanswered(write);
      case GIVEN_UP_GOES_ON -> {}
      default -> super.giveUp(write);
    }
    write.claims().forEach(claim -> settled(claim.firing()));
  }

  @Override
  public void refused(JournalWrite write) {
    if (broken == FireMutation.REFUSED_COUNTS_AS_FIRED) {
      super.fireUnanswered(write);
      super.readAnew();
    } else {
      super.refused(write);
    }
    write.claims().forEach(claim -> settled(claim.firing()));
  }

  @Override
  public void triggerEnded(TriggerKey key, Moment now) {
    if (broken != FireMutation.END_IS_NOT_TOLD) {
      super.triggerEnded(key, now);
    }
  }

  @Override
  public List<UnsettledClaim> withdrawals() {
    return broken == FireMutation.NOTHING_IS_WITHDRAWN ? List.of() : super.withdrawals();
  }
}
