package io.beatcop.quartz.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.quartz.Trigger;
import org.quartz.TriggerKey;

/**
 * The rules of firing on one node (F1 to F7): which firings may go on, and what the journal is to
 * be told. {@link TriggerRecovery} has those for the triggers that must be recovered first.
 *
 * <p>It has no thread, clock, Redis or scheduler. Callers hold one lock around every call.
 *
 * <p>In a term this node alone writes the journal, so what it knows is what the journal has, but
 * for what is under way. Each write replaces what it says of a trigger, claims under way included:
 *
 * <pre>
 *            ask                     answered: Written
 *   open ----------> under way ----------------------------> dealt with: it fires, once
 *    ^                  |
 *    |                  | nobody answers: given up
 *    +---- recovery ----+  (vetoed; the trigger is closed until a later write is answered)
 * </pre>
 *
 * <p>A trigger is closed when a term begins, and after a claim that was given up.
 */
public class FireMachine {

  /** A trigger may have so many gaps; a worker that would make another waits (F6). */
  static final int MOST_SPANS = 64;

  /** A write has so many triggers at most, since Redis does nothing else meanwhile. */
  public static final int MOST_LINES = 500;

  /** So many times due now that are vetoed as duplicates, one after another, are no accident. */
  static final int MANY_DUPLICATES = 10;

  private static final long NO_TERM = Long.MIN_VALUE;
  private static final long DUE_MILLIS = 2_000;

  /** The answer to a firing. */
  public enum Decision {
    /** Claim it, and wait for the answer. */
    CLAIM,
    /** Veto: not this node's to fire now. It is recovered if nobody fires it. */
    NOT_NOW,
    /** Veto: it was fired already, or is about to be. */
    DUPLICATE,
    /** Ask again in a moment: it would leave too many gaps behind. */
    TOO_FAR_AHEAD,
    /** Veto: this node's clock is ahead, and the time has not come. */
    CLOCK_AHEAD,
    /** Ask again when the journal's record of this trigger was read. */
    UNREAD
  }

  /** The reaction to a misfire. */
  public enum Misfire {
    /** Nothing: it is fired, or not this node's. */
    NOTHING,
    /** The journal is to be told what was passed over, or the trigger to be recovered. */
    TO_BE_TOLD,
    /** This node's clock is ahead, and no slot that was passed over has come: it is to leave. */
    CLOCK_AHEAD
  }

  private final TriggerRecovery recovery;
  private final ClockCheck clock;
  private final TriggerRecords records;
  private final JournalAge age;
  private final EarlierClaims earlier = new EarlierClaims();
  private final MisfireSlots misfires;
  private final TermWrites writes = new TermWrites();

  private long token = NO_TERM;
  private long beganNanos;
  private long lastToken = NO_TERM;
  private long numbers;
  private boolean isRead;
  private boolean doubtful;
  private int duplicates;

  /** Makes the rules of a node that holds nothing, on its rules of recovery. */
  public FireMachine(TriggerRecovery recovery) {
    this.recovery = recovery;
    this.clock = recovery.clock();
    this.records = recovery.records();
    this.age = recovery.age();
    this.misfires = recovery.misfires();
  }

  /** Which triggers are to be recovered, and how. */
  public TriggerRecovery recovery() {
    return recovery;
  }

  // ---- Terms

  /**
   * A term begins. Nothing is fired in it until the journal was read.
   *
   * @param now a moment of this term: nobody else fires from then on
   */
  public void begin(long newToken, Moment now) {
    if (token != NO_TERM) {
      end();
    }
    token = newToken;
    beganNanos = now.nanos();
    writes.begin();
    readAnew();
    earlier.begin();
    records.writeNothing();
    duplicates = 0;
  }

  /** Nothing is known of the journal, and nothing is fired until it was read. */
  public void readAnew() {
    recovery.closeAll();
    isRead = false;
    writes.readAnew();
    doubtful = false;
  }

  /** The term is over. Its unanswered claims may be in the journal. */
  public void end(long term) {
    if (term == token) {
      end();
    }
  }

  private void end() {
    for (UnsettledClaim claim : earlier.end()) {
      records.of(claim.trigger()).doubt(claim.slot(), age.begun());
    }
    lastToken = token;
    token = NO_TERM;
    readAnew();
    age.ended(lastToken);
  }

  /** Another node holds the lease, and may fire what Redis forgets. */
  public void observed() {
    age.observed();
  }

  /** The term that goes on, if there is one. */
  public OptionalLong term() {
    return token == NO_TERM ? OptionalLong.empty() : OptionalLong.of(token);
  }

  /** Whether firings are claimed under this term. */
  boolean isOpenIn(long term) {
    return token == term && writes.isOpen();
  }

  /** Whether all triggers that were closed in this term were recovered. */
  public boolean isReadyIn(long term) {
    return isOpenIn(term) && recovery.isDone() && !doubtful;
  }

  /** Reads the journal's records of some triggers. Says of how many this node knew more. */
  public int read(JournalPage page, Moment now) {
    clock.measured(page.redisMillis(), now);
    if (!isRead) {
      isRead = true;
      long millis = clock.credibleMillis(now);
      long ofTerm = TimeUnit.NANOSECONDS.toMillis(now.nanos() - beganNanos);
      age.read(page.since(), token, millis - ofTerm, millis);
      earlier.read(page.unsettled(), lastToken, token);
      withdraw(page.withdrawn());
    }
    int forgotten = 0;
    for (TriggerKey key : page.asked()) {
      forgotten += read(key, Optional.ofNullable(page.fired().get(key)));
    }
    return forgotten;
  }

  private int read(TriggerKey key, Optional<FiredSlots> journal) {
    TriggerRecord record = records.of(key);
    if (records.isRead(record)) {
      return 0;
    }
    boolean knewMore = record.read(journal, age, token);
    records.noteRead(record);
    earlier.reopened(key).forEach(record::reopen);
    if (!record.fired().equals(journal)) {
      records.change(record);
    }
    return knewMore ? 1 : 0;
  }

  // ---- Firings

  /** The meaning of a firing, by the misfires of its trigger. */
  public MisfireSlots.Meaning meaning(TriggerKey key, Date scheduled) {
    return misfires.of(key, scheduled);
  }

  /**
   * A trigger misfired. The slots that its instruction passes over are dealt with, and the journal
   * is to know: another holder would obey the instruction once more, later, and pass over more.
   *
   * @param before the trigger as it was before its instruction was applied
   * @param next its next time after that; empty if there is none
   * @param held the term that this node holds: one that has expired may not have ended here yet
   */
  public Misfire misfired(Trigger before, Optional<Date> next, OptionalLong held, Moment now) {
    misfires.note(before);
    if (!held.equals(term()) || held.isEmpty() || !recovery.isOpen(before.getKey())) {
      return Misfire.NOTHING;
    }
    TriggerRecord record = records.of(before.getKey());
    FiredSlots fired = record.slots();
    Optional<Slot> passed = MisfireSlots.passedOver(before, next, now.millis());
    if (passed.isEmpty()) {
      return Misfire.NOTHING;
    }
    Slot slot = passed.get();
    if (clock.refuses(slot.coveredMillis(), now)) {
      return Misfire.CLOCK_AHEAD;
    }
    if (fired.has(slot.millis())) {
      // Others fired the late slots long ago: a newer time is to be fired, late or not.
      recovery.putOff(before.getKey());
      return Misfire.TO_BE_TOLD;
    }
    long previous = previous(millis(before.getPreviousFireTime()), slot, record);
    records.set(record, fired.with(previous, slot));
    return Misfire.TO_BE_TOLD;
  }

  /** Decides on a firing under a term that this node holds. */
  public Decision ask(Firing firing, long term, Moment now) {
    if (!isOpenIn(term)) {
      return Decision.NOT_NOW;
    }
    TriggerRecord record = records.of(firing.trigger());
    if (!records.isRead(record)) {
      return Decision.UNREAD;
    }
    if (!records.isOpen(record) || doubtful) {
      recovery.close(record);
      return Decision.NOT_NOW;
    }
    FiredSlots fired = record.slots();
    Optional<Slot> open = MisfireSlots.openPart(firing.slot(), firing.misfired(), fired);
    if (open.isEmpty()) {
      misfires.decided(firing.trigger());
      if (Math.abs(firing.slot().millis() - now.millis()) < DUE_MILLIS) {
        duplicates++;
      }
      return Decision.DUPLICATE;
    }
    // The other firing of one misfire may be asked about first: it leaves no gap before itself.
    boolean isCovered =
        firing.misfired().isPresent() && record.withClaims().has(open.get().millis());
    if (isCovered || record.isUnderWay(open.get()) || earlier.isWithdrawn(firing)) {
      misfires.decided(firing.trigger());
      return Decision.DUPLICATE;
    }
    // The clock may have been set right since the scheduler handed it out.
    Moment handedOut = new Moment(Math.max(now.millis(), firing.firedMillis()), now.nanos());
    if (clock.refuses(open.get().coveredMillis(), handedOut)) {
      return Decision.CLOCK_AHEAD;
    }
    long before = previous(firing.previous(), open.get(), record);
    if (fired.spans().size() + record.underWay().size() >= MOST_SPANS && !fired.has(before)) {
      return Decision.TOO_FAR_AHEAD;
    }
    misfires.decided(firing.trigger());
    record.begin(new Claim(++numbers, firing.of(open.get(), before)));
    records.change(record);
    return Decision.CLAIM;
  }

  private static long millis(@Nullable Date previous) {
    return previous == null ? FiredSlots.NO_PREVIOUS : previous.getTime();
  }

  /** A trigger that was wound back begins anew: some slots before it are not dealt with. */
  private static long previous(long millis, Slot slot, TriggerRecord record) {
    return millis == FiredSlots.NO_PREVIOUS && record.isWoundBack() ? slot.millis() - 1 : millis;
  }

  /** The number of the claim that was made last. */
  long lastClaim() {
    return numbers;
  }

  /** A recoverable firing has ended, and the journal does not know yet. */
  public void ended(String recoverable) {
    writes.addEnded(recoverable);
  }

  /** The recoverable firings that have ended, and the journal does not know yet. */
  public List<String> ended() {
    return writes.ended();
  }

  /** The journal knows that these have ended. */
  public void endedTold(Collection<String> told) {
    writes.endedTold(told);
  }

  /** Whether a claim still waits for an answer. */
  public boolean isUnderWay(Firing firing, long number) {
    return records.of(firing.trigger()).isUnderWay(number);
  }

  // ---- Writing

  /** Whether the journal has to be told something. */
  public boolean hasWrite() {
    return token != NO_TERM
        && isRead
        && (writes.areDue() || records.areToBeWritten() || earlier.toBeTold().isPresent());
  }

  /** Whether an answered write had all that the journal was to be told when it began. */
  boolean hadAll(JournalWrite write) {
    return !hasWrite() || (write.fired().size() < MOST_LINES && !writes.isToSettle());
  }

  /** The next write; empty if there is none, or the journal of this term was not read. */
  public Optional<JournalWrite> nextWrite() {
    if (!hasWrite()) {
      return Optional.empty();
    }
    Map<TriggerKey, FiredSlots> fired = new LinkedHashMap<>();
    List<Claim> claims = new ArrayList<>();
    for (TriggerRecord record : records.toBeWritten(MOST_LINES)) {
      fired.put(record.key(), record.withClaims());
      claims.addAll(record.underWay());
      record.noteWritten();
    }
    claims.forEach(claim -> earlier.asked(claim.unsettled(token)));
    return Optional.of(
        new JournalWrite(
            token,
            writes.next(),
            writes.answered(),
            writes.isOpening(),
            age.toSay(),
            earlier.handled(),
            earlier.toBeTold(),
            fired,
            claims,
            writes.ended()));
  }

  /** A write was answered. Returns the claims that may fire now. */
  public List<Claim> written(JournalWrite write, long redisMillis, Moment now) {
    if (write.token() != token) {
      // Answered too late: its claims stand, are not fired, and were taken back.
      return List.of();
    }
    clock.measured(redisMillis, now);
    writes.answered(write);
    doubtful = false;
    earlier.told(write);
    age.said();
    for (Claim claim : write.claims()) {
      records.of(claim.firing().trigger()).settle(claim);
      earlier.fires(claim.firing());
    }
    earlier.answered(write.fired().keySet());
    write.fired().forEach(records::answered);
    if (!write.claims().isEmpty()) {
      duplicates = 0;
    }
    return write.claims();
  }

  /** Nobody answers a write: its claims are given up, and their triggers recovered later. */
  public void giveUp(JournalWrite write) {
    if (write.token() != token) {
      return;
    }
    doubtful = true;
    for (Claim claim : write.claims()) {
      TriggerRecord record = records.of(claim.firing().trigger());
      record.end(claim);
      claim.firing().recoverable().ifPresent(firing -> writes.addEnded(firing.id()));
      recovery.close(record);
    }
  }

  /** Nobody answers, and its claims are fired all the same, since a setting says so. */
  public void fireUnanswered(JournalWrite write) {
    if (write.token() == token) {
      write.claims().forEach(claim -> records.of(claim.firing().trigger()).settle(claim));
    }
  }

  /** The lease is not held under this term, by what Redis has: if it is, all is read anew. */
  public void refused(JournalWrite write) {
    if (write.token() == token) {
      earlier.giveUp().forEach(claim -> claim.recoverable().ifPresent(writes::addEnded));
      readAnew();
    }
  }

  /**
   * Redis has lost its memory: it is told again all that this node knows. Says of how many.
   *
   * <p>The journal begins anew, for it lacks the triggers that are gone from this node.
   */
  public int forgotten(Moment now) {
    writes.beginAnew();
    age.beginAnew(clock.credibleMillis(now));
    earlier.tellAgain();
    int known = 0;
    for (TriggerRecord record : records.all()) {
      if (record.fired().isPresent() && records.isRead(record)) {
        records.change(record);
        known++;
      }
    }
    return known;
  }

  /** A claim was answered too late to be fired: this node takes it back. */
  public void unfired(Claim claim, long term) {
    earlier.unfired(claim.unsettled(term));
    records.of(claim.firing().trigger()).reopen(claim.firing().slot());
  }

  /**
   * The term is about to be released: its last claims were answered, and the journal is to know.
   */
  public void settle() {
    writes.settle();
  }

  // ---- Claims that nodes take back

  /** Claims of earlier terms of this node that led to no firing: for the journal to be told. */
  public List<UnsettledClaim> withdrawals() {
    return earlier.withdrawals();
  }

  /** The journal knows that these led to no firing. */
  public void withdrawn(Collection<UnsettledClaim> told) {
    earlier.withdrawn(told);
  }

  /**
   * Nodes have taken claims back: their times are open again. Returns the claims under way that
   * would run the same firings again.
   */
  public List<Claim> withdraw(String text) {
    List<Claim> cancelled = new ArrayList<>();
    for (UnsettledClaim claim : earlier.takeBack(text)) {
      TriggerRecord record = records.of(claim.trigger());
      if (records.isRead(record) && record.fired().isPresent()) {
        records.set(record, record.slots().without(claim.slot()));
      }
      recovery.close(record);
      claim.recoverable().ifPresent(firing -> cancelled.addAll(cancelRepetition(firing)));
    }
    return cancelled;
  }

  private List<Claim> cancelRepetition(String firing) {
    List<Claim> cancelled = new ArrayList<>();
    for (TriggerRecord record : records.all()) {
      for (Claim claim : List.copyOf(record.underWay())) {
        if (claim.firing().repeats().filter(firing::equals).isPresent()) {
          record.end(claim);
          cancelled.add(claim);
        }
      }
    }
    return cancelled;
  }

  /** The claims of earlier terms whose nodes may not know of them. */
  public List<UnsettledClaim> unsettled() {
    return earlier.unsettled();
  }

  // ---- What is to be done, and what is known

  /** Whether triggers wait to be recovered, or the journal has to be told something. */
  public boolean hasWork() {
    return token != NO_TERM && (recovery.hasWork() || doubtful || !isRead || hasWrite());
  }

  /** Counts how often the journal was to be read anew: all claims under way are dropped then. */
  long reading() {
    return records.reading();
  }

  /** Whether the journal of this term was read at all. */
  public boolean isRead() {
    return isRead;
  }

  /** The scheduler has deleted a trigger, or its job has ended it, and it is to stay so. */
  public void triggerEnded(TriggerKey key, Moment now) {
    forget(key);
    Optional<TriggerRecord> known =
        records.known(key).filter(record -> token != NO_TERM && record.fired().isPresent());
    known.ifPresent(
        record -> {
          record.endedHere(recovery.redisMillis(now.millis(), now));
          records.change(record);
        });
  }

  /** A trigger has no further times; its vetoed ones may still be missed. */
  public void finalized(TriggerKey key) {
    misfires.forget(key);
  }

  /** The scheduler has deleted a trigger: nothing of it can be missed on this node. */
  public void forget(TriggerKey key) {
    recovery.forget(key);
  }

  /** Whether nearly all that is due is vetoed as fired before. */
  public boolean firesNothingButDuplicates() {
    return duplicates >= MANY_DUPLICATES;
  }

  /** How many things are remembered, of whichever triggers. */
  public int size() {
    return records.size() + recovery.vetoed().size() + misfires.size();
  }

  /** How many misfires have led to no firing yet. */
  public int misfires() {
    return misfires.size();
  }

  /** The slots that are dealt with, of all triggers that this node knows. */
  public Map<TriggerKey, FiredSlots> known() {
    return records.fired();
  }

  /**
   * The journal's records by the end of the last term, for a Redis that may have forgotten them. It
   * leaves out triggers that were not read in that term: others may have fired more since.
   */
  public Map<TriggerKey, FiredSlots> acknowledged() {
    return records.acknowledged(lastToken);
  }
}
