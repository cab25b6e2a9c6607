package io.beatcop.quartz.rules;

import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.quartz.TriggerKey;

/**
 * The rules of recovery on one node (F2): which triggers are closed, and what is to be done with
 * each before it may fire.
 *
 * <p>A trigger is closed when a term begins, and when it may have missed something. It opens when
 * it was recovered: its missed slots are known then, and come before all else.
 *
 * <p>It has no thread, clock, Redis or scheduler. Callers hold the lock of the {@link FireMachine}
 * that it belongs to around every call.
 */
public class TriggerRecovery {

  /** This node remembers so many triggers, whether they still exist or not. */
  private static final int MOST_KNOWN = 200_000;

  private final MissedFires missed;
  private final ClockCheck clock;
  private final TriggerRecords records;
  private final JournalAge age = new JournalAge();
  private final VetoedTriggers vetoed = new VetoedTriggers();
  private final MisfireSlots misfires = new MisfireSlots();
  private final ToBeRecovered toBeRecovered = new ToBeRecovered();
  private Optional<Look> recovering = Optional.empty();

  /** Makes the rules of a node that knows no trigger. */
  public TriggerRecovery(MissedFires missed, ClockCheck clock) {
    this(missed, clock, MOST_KNOWN);
  }

  /** Keeps what is known of so many triggers. */
  TriggerRecovery(MissedFires missed, ClockCheck clock, int mostKnown) {
    this.missed = missed;
    this.clock = clock;
    this.records = new TriggerRecords(mostKnown);
  }

  /** This node's records, which the machine shares. */
  TriggerRecords records() {
    return records;
  }

  /** The age of the journal, which the machine shares. */
  JournalAge age() {
    return age;
  }

  /** The check of this node's clock, which the machine shares. */
  ClockCheck clock() {
    return clock;
  }

  /** The misfires that have led to no decision yet, which the machine shares. */
  MisfireSlots misfires() {
    return misfires;
  }

  // ---- What is closed

  /** All triggers are closed, since nothing is known of the journal. */
  void closeAll() {
    records.readAnew();
    toBeRecovered.addAll();
  }

  /** Closes a trigger: nothing of it is fired until it was recovered. */
  void close(TriggerRecord record) {
    records.close(record);
    toBeRecovered.add(record.key());
  }

  /** Whether the firings of a trigger can be claimed. */
  public boolean isOpen(TriggerKey key) {
    return records.known(key).filter(records::isOpen).isPresent();
  }

  /** A firing that this node may not make now, though it holds the lease: it is recovered. */
  public void putOff(TriggerKey key) {
    misfires.decided(key);
    close(records.of(key));
  }

  /** Notes the veto of a slot that may not have been fired. */
  public void vetoed(TriggerKey key, VetoedTriggers.Vetoed veto) {
    misfires.decided(key);
    vetoed.note(key, veto);
    close(records.of(key));
  }

  /** A trigger was not wound back after all: it is recovered once more, by what was known of it. */
  public void notWoundBack(TriggerKey key, Optional<VetoedTriggers.Vetoed> veto) {
    putOff(key);
    veto.ifPresent(known -> vetoed.note(key, known));
  }

  /** A trigger was resumed: finds the slots that a wrong clock had used up before. */
  public void resumed(TriggerKey key) {
    records.known(key).ifPresent(this::close);
  }

  /** The same of all triggers of a group; of all there are if it is empty. */
  public void resumedAll(Optional<String> group) {
    for (TriggerRecord record : records.all()) {
      if (group.isEmpty() || group.get().equals(record.key().getGroup())) {
        records.close(record);
      }
    }
    toBeRecovered.addAll();
  }

  /** A trigger was scheduled on this node: its missed slots are to be found. */
  public void triggerScheduled(TriggerKey key) {
    // The new trigger begins with its first time, whatever became of the one before.
    records.known(key).ifPresent(record -> record.woundBack(false));
    records.known(key).ifPresent(records::close);
    toBeRecovered.add(key);
  }

  /** Nothing of a trigger can be missed on this node any more. */
  void forget(TriggerKey key) {
    misfires.forget(key);
    vetoed.forget(key);
  }

  /** The vetoes that recovery has yet to look at. */
  public VetoedTriggers vetoed() {
    return vetoed;
  }

  /** The triggers that the scheduler has deleted since their last times were vetoed. */
  public Collection<VetoedTriggers.Finished> finished() {
    return vetoed.finished();
  }

  // ---- Looks

  /** Whether triggers wait to be recovered. */
  boolean hasWork() {
    return !toBeRecovered.isEmpty();
  }

  /** Whether all triggers that were closed were recovered. */
  boolean isDone() {
    return toBeRecovered.isEmpty() && recovering.isEmpty();
  }

  /** A look begins: a veto from now on asks for another one. Returns what it is for. */
  public Look begin() {
    Look look = toBeRecovered.take();
    recovering = Optional.of(look);
    return look;
  }

  /** The look has ended; if triggers of it are still closed, they are looked at again. */
  public void end(boolean complete) {
    if (!complete) {
      recovering.ifPresent(toBeRecovered::add);
    }
    recovering = Optional.empty();
  }

  /** The triggers among these that are closed, and whose record is yet to be read. */
  public Set<TriggerKey> unread(Collection<TriggerKey> keys) {
    Set<TriggerKey> unread = new LinkedHashSet<>();
    for (TriggerKey key : keys) {
      if (!records.isRead(records.of(key))) {
        unread.add(key);
      }
    }
    return unread;
  }

  /** The outcome that {@link #recover} would have for a closed trigger. */
  public MissedFires.Outcome look(MissedFires.Candidate candidate, Moment now) {
    TriggerRecord record = records.of(candidate.key());
    return missed.recover(
        record.hasEndedHere() && candidate.state() != MissedFires.State.FINISHED
            ? candidate.scheduledLast()
            : candidate.byClockOf(redisMillis(0, now)),
        record.fired(),
        vetoed.of(candidate.key()),
        misfires.firstMissed(candidate.key()),
        age.unknownUntil(),
        new Moment(clock.credibleMillis(now), now.nanos()));
  }

  /**
   * The first time of a trigger that nobody has fired (O1), for a node with the lease or without.
   *
   * @param journal the journal's record of the trigger
   * @param since when the journal was begun
   * @param now the moment by the clock of Redis
   * @param aheadMillis by how much this node's clock is ahead of that
   */
  public Optional<Date> firstOpen(
      MissedFires.Candidate candidate,
      Optional<FiredSlots> journal,
      OptionalLong since,
      Moment now,
      long aheadMillis) {
    return missed.firstOpen(
        candidate.byClockOf(-aheadMillis),
        journal,
        vetoed.of(candidate.key()),
        misfires.firstMissed(candidate.key()),
        since,
        now);
  }

  /** Recovers a trigger that missed nothing; of another one, only says what is to be done. */
  public MissedFires.Outcome recoverOnTime(MissedFires.Candidate candidate, Moment now) {
    MissedFires.Outcome outcome = look(candidate, now);
    return outcome.rewound().isPresent() || outcome.isGone() ? outcome : recover(candidate, now);
  }

  /**
   * Recovers a closed trigger: settles what is not to be fired, and says what is to be done with
   * it. It is open from then on, for its wound-back slots must find it open.
   */
  public MissedFires.Outcome recover(MissedFires.Candidate candidate, Moment now) {
    TriggerRecord record = records.of(candidate.key());
    MissedFires.Outcome outcome = look(candidate, now);
    if (outcome.isGone()) {
      records.close(record);
      return outcome;
    }
    if (!record.fired().equals(Optional.of(outcome.fired()))) {
      records.set(record, outcome.fired());
    }
    records.open(record);
    record.woundBack(record.isWoundBack() || outcome.rewound().isPresent());
    vetoed.forget(candidate.key());
    return outcome;
  }

  // ---- Clocks

  /** How far this node's clock is ahead of Redis' if it is wrong; 0 if it is right. */
  public long wrongClockMillis(Moment now) {
    return clock.isWrong(now) ? clock.aheadMillis(now) : 0;
  }

  /** A moment of this node's clock by the clock of Redis. */
  long redisMillis(long millis, Moment now) {
    return millis - clock.aheadMillis(now);
  }
}
