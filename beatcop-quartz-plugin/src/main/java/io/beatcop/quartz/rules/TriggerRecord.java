package io.beatcop.quartz.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.quartz.TriggerKey;

/**
 * A node's knowledge of one trigger: its fired slots, and its claims under way.
 *
 * <p>{@link TriggerRecords} makes it, and says whether it is read and open.
 */
final class TriggerRecord {

  /**
   * A time whose claim may be taken back.
   *
   * @param since when the journal was begun that had the claim
   */
  private record Doubt(Slot slot, long since) {}

  private final TriggerKey key;
  private final Map<Long, Claim> underWay = new TreeMap<>();
  private final List<Doubt> doubts = new ArrayList<>();
  private Optional<FiredSlots> fired = Optional.empty();
  private Optional<FiredSlots> acknowledged = Optional.empty();
  private boolean woundBack;
  private OptionalLong endedHere = OptionalLong.empty();

  /** The reading of the journal in which it was read last, and the one in which it was opened. */
  long readIn;

  long openIn;

  /**
   * The term in which it was read last, and how often others were seen to hold the lease by then.
   */
  private long readInTerm = Long.MIN_VALUE;

  private long observations;

  /** Counts what is to be written of it, and says how much of that was. */
  private long changes;

  private long written;

  TriggerRecord(TriggerKey key) {
    this.key = key;
  }

  TriggerKey key() {
    return key;
  }

  /** The slots that are dealt with; empty if neither the journal nor this node knows any. */
  Optional<FiredSlots> fired() {
    return fired;
  }

  /** The same of a trigger that is open. */
  FiredSlots slots() {
    return fired.orElseThrow();
  }

  /** The slots for the journal: all that were fired, and all that are claimed. */
  FiredSlots withClaims() {
    FiredSlots all = slots();
    for (Claim claim : underWay.values()) {
      all = all.with(claim.firing().previous(), claim.firing().slot());
    }
    return all;
  }

  /** This is dealt with. */
  void fired(Optional<FiredSlots> slots) {
    fired = slots;
  }

  /** The slots that the journal has had of it, and may have lost since. */
  Optional<FiredSlots> acknowledged() {
    return acknowledged;
  }

  /** The journal has this. */
  void acknowledged(Optional<FiredSlots> inJournal) {
    acknowledged = inJournal;
  }

  /** A time is open again. */
  void reopen(Slot slot) {
    fired = fired.map(slots -> slots.without(slot));
    acknowledged = acknowledged.map(slots -> slots.without(slot));
  }

  /** Nothing is known of what the former look at the journal has led to. */
  void readAnew() {
    woundBack = false;
    underWay.clear();
  }

  // ---- Reading

  /**
   * The journal was read: merges its record with this node's.
   *
   * @param journal its record of this trigger
   * @param age since when it has all
   * @param term the term in which it was read
   * @return whether this node knew more
   */
  boolean read(Optional<FiredSlots> journal, JournalAge age, long term) {
    boolean othersFiredSince = observations != age.observations() && readInTerm != term;
    observations = age.observations();
    readInTerm = term;
    Optional<FiredSlots> own = settleDoubts(journal, age.since());
    if (journal.isEmpty() && othersFiredSince) {
      // Redis has forgotten as well which slots others fired since this node did.
      own = own.map(slots -> slots.withAllUntil(age.othersFiredUntil()));
    }
    acknowledged = newest(journal, acknowledged);
    fired = newest(journal, own);
    return !fired.equals(journal);
  }

  private static Optional<FiredSlots> newest(
      Optional<FiredSlots> journal, Optional<FiredSlots> own) {
    if (journal.isEmpty() || own.isEmpty()) {
      return journal.or(() -> own);
    }
    if (!journal.get().schedule().equals(own.get().schedule())) {
      return journal.get().last() >= own.get().last() ? journal : own;
    }
    OptionalLong ended =
        journal.get().last() <= own.get().last() && journal.get().ended().isEmpty()
            ? own.get().ended()
            : journal.get().ended();
    return Optional.of(journal.get().and(own.get()).endedAt(ended));
  }

  /** Whether it was read last in this term. */
  boolean wasReadIn(long term) {
    return readInTerm == term;
  }

  // ---- Claims under way

  /** Whether a claim under way covers it. Two firings after one misfire name it differently. */
  boolean isUnderWay(Slot slot) {
    for (Claim claim : underWay.values()) {
      if (claim.firing().slot().covers(slot.millis())) {
        return true;
      }
    }
    return false;
  }

  /** Whether the claim of this number waits for an answer. */
  boolean isUnderWay(long number) {
    for (Claim claim : underWay.values()) {
      if (claim.number() == number) {
        return true;
      }
    }
    return false;
  }

  Collection<Claim> underWay() {
    return Collections.unmodifiableCollection(underWay.values());
  }

  void begin(Claim claim) {
    underWay.put(claim.firing().slot().millis(), claim);
  }

  /** The claim does not wait for an answer any more. */
  void end(Claim claim) {
    underWay.remove(claim.firing().slot().millis());
  }

  /** The claim is answered: its time is dealt with. */
  void settle(Claim claim) {
    Firing firing = claim.firing();
    end(claim);
    fired = fired.map(slots -> slots.by(firing.schedule()).with(firing.previous(), firing.slot()));
    acknowledged =
        acknowledged.map(
            slots -> slots.by(firing.schedule()).with(firing.previous(), firing.slot()));
  }

  // ---- Times that may be open

  /** A node may take the claim of this time back, by the journal that was begun then. */
  void doubt(Slot slot, long since) {
    doubts.add(new Doubt(slot, since));
  }

  /**
   * What this node knows, without the times that are in doubt. The journal says whether those were
   * fired. It can't if Redis has forgotten them: then they count as fired.
   *
   * @param journal what the journal has
   * @param since when it was begun
   */
  private Optional<FiredSlots> settleDoubts(Optional<FiredSlots> journal, OptionalLong since) {
    Optional<FiredSlots> certain = fired;
    if (journal.isPresent() && fired.isPresent() && journal.get().last() >= fired.get().last()) {
      for (Doubt doubt : doubts) {
        certain =
            since.equals(OptionalLong.of(doubt.since))
                ? certain.map(slots -> slots.without(doubt.slot))
                : certain;
      }
    }
    doubts.clear();
    return certain;
  }

  // ---- What became of the trigger on this node

  boolean isWoundBack() {
    return woundBack;
  }

  void woundBack(boolean isWoundBack) {
    woundBack = isWoundBack;
  }

  /** Whether what is known of its end is of this node: if it is here, it was scheduled since. */
  boolean hasEndedHere() {
    return endedHere.isPresent() && fired.filter(of -> of.ended().equals(endedHere)).isPresent();
  }

  /** It has ended on this node, at this moment by the clock of Redis. */
  void endedHere(long millis) {
    endedHere = OptionalLong.of(millis);
    fired = fired.map(slots -> slots.endedAt(endedHere));
  }

  // ---- Writing

  void change() {
    changes++;
  }

  boolean isToBeWritten() {
    return changes != written;
  }

  /** All of it is in the journal, or under way to it. */
  void noteWritten() {
    written = changes;
  }
}
