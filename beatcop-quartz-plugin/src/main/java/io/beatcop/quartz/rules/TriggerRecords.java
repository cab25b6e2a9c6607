package io.beatcop.quartz.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.quartz.TriggerKey;

/**
 * This node's records of all triggers, and which of them the journal has to be told.
 *
 * <p>A record is read or open for one reading of the journal. When the journal has to be read anew,
 * no record is read or open any more. The oldest are forgotten if there are too many.
 */
final class TriggerRecords {

  private static final long NEVER = 0;

  /** How many records are looked at to forget one, since each claim may do it. */
  private static final int MOST_LOOKED_AT = 64;

  private final int mostKnown;
  private final Map<TriggerKey, TriggerRecord> all = new LinkedHashMap<>();
  private final Set<TriggerRecord> toBeWritten = new LinkedHashSet<>();
  private long reading = NEVER;

  TriggerRecords(int mostKnown) {
    this.mostKnown = mostKnown;
  }

  /** The record of a trigger. It is made if there is none. */
  TriggerRecord of(TriggerKey key) {
    TriggerRecord record = all.get(key);
    if (record == null) {
      record = new TriggerRecord(key);
      all.put(key, record);
      forgetOldest();
    }
    return record;
  }

  /** The record of a trigger, if there is one. */
  Optional<TriggerRecord> known(TriggerKey key) {
    return Optional.ofNullable(all.get(key));
  }

  Collection<TriggerRecord> all() {
    return all.values();
  }

  int size() {
    return all.size();
  }

  /** The slots that are dealt with, of all triggers of which any is known. */
  Map<TriggerKey, FiredSlots> fired() {
    Map<TriggerKey, FiredSlots> fired = new LinkedHashMap<>();
    for (TriggerRecord record : all.values()) {
      record.fired().ifPresent(slots -> fired.put(record.key(), slots));
    }
    return fired;
  }

  /** The same as the journal has it, of triggers that were read in a term. */
  Map<TriggerKey, FiredSlots> acknowledged(long term) {
    Map<TriggerKey, FiredSlots> acknowledged = new LinkedHashMap<>();
    for (TriggerRecord record : all.values()) {
      if (record.wasReadIn(term)) {
        record.acknowledged().ifPresent(slots -> acknowledged.put(record.key(), slots));
      }
    }
    return acknowledged;
  }

  private void forgetOldest() {
    if (all.size() <= mostKnown) {
      return;
    }
    var oldest = all.values().iterator();
    for (int looked = 0; looked < MOST_LOOKED_AT && oldest.hasNext(); looked++) {
      TriggerRecord record = oldest.next();
      if (!isOpen(record) && !toBeWritten.contains(record)) {
        oldest.remove();
        return;
      }
    }
  }

  // ---- Reading

  /** Begins to read the journal anew: no record is read or open. */
  void readAnew() {
    reading++;
    all.values().forEach(TriggerRecord::readAnew);
  }

  long reading() {
    return reading;
  }

  boolean isRead(TriggerRecord record) {
    return record.readIn == reading;
  }

  /** Notes that its part of the journal was read. */
  void noteRead(TriggerRecord record) {
    record.readIn = reading;
  }

  /** Whether the trigger was recovered, so that its firings can be claimed. */
  boolean isOpen(TriggerRecord record) {
    return record.openIn == reading;
  }

  void open(TriggerRecord record) {
    record.openIn = reading;
  }

  void close(TriggerRecord record) {
    record.openIn = NEVER;
  }

  // ---- Writing

  /** Notes that the journal has to be told of this trigger. */
  void change(TriggerRecord record) {
    record.change();
    toBeWritten.add(record);
  }

  void set(TriggerRecord record, FiredSlots fired) {
    record.fired(Optional.of(fired));
    change(record);
  }

  boolean areToBeWritten() {
    return !toBeWritten.isEmpty();
  }

  /** Forgets what to write: the records are compared with the journal anew first. */
  void writeNothing() {
    toBeWritten.clear();
  }

  /** The records to write next. */
  List<TriggerRecord> toBeWritten(int most) {
    // A record that is not read is compared with the journal when it is.
    toBeWritten.removeIf(record -> !isRead(record) || record.fired().isEmpty());
    List<TriggerRecord> records = new ArrayList<>();
    for (TriggerRecord record : toBeWritten) {
      if (records.size() == most) {
        break;
      }
      records.add(record);
    }
    return records;
  }

  /** Notes that a write of this trigger was answered. */
  void answered(TriggerKey key, FiredSlots written) {
    TriggerRecord record = of(key);
    record.acknowledged(Optional.of(written));
    if (!record.isToBeWritten()) {
      toBeWritten.remove(record);
    }
  }
}
