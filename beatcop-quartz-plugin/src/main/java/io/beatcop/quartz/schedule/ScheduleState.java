package io.beatcop.quartz.schedule;

import io.beatcop.quartz.schedule.TriggerText.References;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.quartz.JobKey;
import org.quartz.TriggerKey;

/**
 * The schedule of the cluster, as one node knows it: the text of each item, and the version.
 *
 * <p>It has no lock: its owner has.
 */
public final class ScheduleState {

  private Map<Item, Entry> entries = new LinkedHashMap<>();
  private Map<TriggerKey, References> triggers = new LinkedHashMap<>();
  private Map<JobKey, Set<TriggerKey>> byJob = new HashMap<>();
  private Version version = Version.NONE;

  public Version version() {
    return version;
  }

  /** Applies the change that leads from this version to the next one. */
  public void apply(Change change) {
    version = version.after(change.id());
    change.items().forEach((item, text) -> set(item, text.map(its -> new Entry(number(), its))));
  }

  private long number() {
    return version.number();
  }

  /** Sets one item, in whatever version. */
  public void set(Item item, Optional<Entry> entry) {
    if (item.kind() == Item.Kind.TRIGGER) {
      index(item.triggerKey(), entry.map(its -> TriggerText.references(its.text())));
    }
    if (entry.isPresent()) {
      entries.put(item, entry.get());
    } else {
      entries.remove(item);
    }
  }

  private void index(TriggerKey key, Optional<References> references) {
    References before = triggers.remove(key);
    if (before != null) {
      byJob.computeIfPresent(before.job(), (job, keys) -> without(keys, key));
    }
    references.ifPresent(
        present -> {
          triggers.put(key, present);
          byJob.merge(present.job(), Set.of(key), ScheduleState::with);
        });
  }

  /** Most jobs have one trigger, and a set of one takes a tenth of the memory of another. */
  private static Set<TriggerKey> with(Set<TriggerKey> keys, Set<TriggerKey> more) {
    Set<TriggerKey> all = keys.size() == 1 ? new LinkedHashSet<>(keys) : keys;
    all.addAll(more);
    return all;
  }

  private static @Nullable Set<TriggerKey> without(Set<TriggerKey> keys, TriggerKey key) {
    if (keys.size() == 1) {
      return keys.contains(key) ? null : keys;
    }
    keys.remove(key);
    return keys.size() == 1 ? Set.copyOf(keys) : keys;
  }

  /** Becomes another state, which is not to be changed any more. */
  public void become(ScheduleState other) {
    entries = other.entries;
    triggers = other.triggers;
    byJob = other.byJob;
    version = other.version;
  }

  /** From now on it is this version, as all items of it are set. */
  public void is(Version reached) {
    version = reached;
  }

  public Optional<Entry> entry(Item item) {
    return Optional.ofNullable(entries.get(item));
  }

  public boolean has(Item item) {
    return entries.containsKey(item);
  }

  /** All items, with their texts. */
  public Map<Item, Entry> entries() {
    return Collections.unmodifiableMap(entries);
  }

  public Set<TriggerKey> triggers() {
    return Collections.unmodifiableSet(triggers.keySet());
  }

  Collection<TriggerKey> triggersOf(JobKey job) {
    return byJob.getOrDefault(job, Set.of());
  }

  /** The calendar of a trigger, if it has one. */
  public Optional<String> calendarOf(TriggerKey key) {
    return references(key).flatMap(References::calendar);
  }

  Optional<References> references(TriggerKey key) {
    return Optional.ofNullable(triggers.get(key));
  }

  public Optional<StoredState> stateOf(TriggerKey key) {
    return StoredState.of(entry(Item.stateOf(key)).map(Entry::text));
  }

  /**
   * The change that would make another state of this one; it keeps the versions of what is equal.
   */
  public Map<Item, Optional<Entry>> differencesTo(ScheduleState other) {
    Map<Item, Optional<Entry>> differences = new LinkedHashMap<>();
    entries.forEach(
        (item, entry) -> {
          if (!other.has(item)) {
            differences.put(item, Optional.empty());
          }
        });
    other.entries.forEach(
        (item, entry) -> {
          if (!entry.equals(entries.get(item))) {
            differences.put(item, Optional.of(entry));
          }
        });
    return differences;
  }
}
