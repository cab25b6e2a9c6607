package io.beatcop.quartz;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.quartz.TriggerKey;

/**
 * What this node knows of one trigger: what was fired of it, and the claims under way.
 *
 * <p>{@link TriggerRecords} makes it, and says whether it is read and open.
 */
final class TriggerRecord {

  private final TriggerKey key;
  private final Map<Long, Claim> underWay = new TreeMap<>();
  private final List<Slot> uncertain = new ArrayList<>();
  private Optional<FiredSlots> fired = Optional.empty();
  private boolean woundBack;
  private boolean endedHere;

  /** The reading of the journal in which it was read last, and the one in which it was opened. */
  long readIn;

  long openIn;

  /** The term in which it was read last. */
  long readInTerm = Long.MIN_VALUE;

  /** Counts what is to be written of it, and says how much of that was. */
  private long changes;

  private long written;

  TriggerRecord(TriggerKey key) {
    this.key = key;
  }

  TriggerKey key() {
    return key;
  }

  /** What is dealt with; empty if neither the journal nor this node knows of any. */
  Optional<FiredSlots> fired() {
    return fired;
  }

  /** The same of a trigger that is open. */
  FiredSlots slots() {
    return fired.orElseThrow();
  }

  /** What the journal is to have: all that was fired, and all that is claimed. */
  FiredSlots withClaims() {
    FiredSlots all = slots();
    for (Claim claim : underWay.values()) {
      all = all.with(claim.firing().previous(), claim.firing().slot());
    }
    return all;
  }

  /** The journal has this. */
  void fired(Optional<FiredSlots> inJournal) {
    fired = inJournal;
  }

  /** A time is open again. */
  void reopen(Slot slot) {
    fired = fired.map(slots -> slots.without(slot));
  }

  /** Nothing is known of what the former look at the journal has led to. */
  void readAnew() {
    woundBack = false;
    endedHere = false;
    underWay.clear();
  }

  // ---- Claims under way

  boolean isUnderWay(Slot slot) {
    return underWay.containsKey(slot.millis());
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
  }

  // ---- Times that may be open

  /** A node may take the claim of this time back, unless Redis forgets it. */
  void doubt(Slot slot) {
    uncertain.add(slot);
  }

  /** The times whose claims may have been taken back. They are in doubt no more. */
  List<Slot> takeDoubts() {
    List<Slot> doubts = List.copyOf(uncertain);
    uncertain.clear();
    return doubts;
  }

  // ---- What became of the trigger on this node

  boolean isWoundBack() {
    return woundBack;
  }

  void woundBack(boolean isWoundBack) {
    woundBack = isWoundBack;
  }

  boolean hasEndedHere() {
    return endedHere;
  }

  void endedHere() {
    endedHere = true;
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
