package io.beatcop.quartz.schedule;

import io.beatcop.quartz.schedule.TriggerText.References;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.quartz.JobKey;
import org.quartz.TriggerKey;

/** A change in the making, on top of a version of the schedule that it leaves as it is. */
public final class Draft {

  private final ScheduleState base;
  private final Map<Item, Optional<String>> items = new LinkedHashMap<>();

  /** Begins a change. */
  public Draft(ScheduleState base) {
    this.base = base;
  }

  /** Begins with what another draft has, and leaves that as it is. */
  public Draft(Draft other) {
    this(other.base);
    items.putAll(other.items);
  }

  /** Whether it changes nothing. */
  public boolean isEmpty() {
    return items.isEmpty();
  }

  /**
   * An item whose name UTF-8 can't write, if there is one: it would become question marks, and so
   * the name of something else.
   */
  public Optional<Item> unwritable() {
    return items.keySet().stream()
        .filter(item -> !StandardCharsets.UTF_8.newEncoder().canEncode(item.field()))
        .findFirst();
  }

  public Change change(String id) {
    return new Change(id, items);
  }

  /** The jobs that another draft still has. */
  public List<JobKey> jobsGoneSince(Draft other) {
    Set<Item> either = new LinkedHashSet<>(other.items.keySet());
    either.addAll(items.keySet());
    return either.stream()
        .filter(item -> item.kind() == Item.Kind.JOB && other.has(item) && !has(item))
        .map(Item::jobKey)
        .toList();
  }

  /** The length of its texts, in characters. */
  public int length() {
    return items.values().stream().mapToInt(text -> text.map(String::length).orElse(0)).sum();
  }

  boolean has(Item item) {
    Optional<String> drafted = items.get(item);
    return drafted == null ? base.has(item) : drafted.isPresent();
  }

  Optional<String> text(Item item) {
    Optional<String> drafted = items.get(item);
    return drafted == null ? base.entry(item).map(Entry::text) : drafted;
  }

  /** Whether an item is still as some version left it. */
  boolean isOf(Item item, long version) {
    return base.entry(item).filter(entry -> entry.version() == version).isPresent();
  }

  void put(Item item, String text) {
    if (item.kind() == Item.Kind.TRIGGER
        || !base.entry(item).map(Entry::text).equals(Optional.of(text))) {
      // A trigger that is stored again begins anew, even if it is the same.
      items.put(item, Optional.of(text));
    } else {
      items.remove(item);
    }
  }

  void remove(Item item) {
    if (base.has(item)) {
      items.put(item, Optional.empty());
    } else {
      items.remove(item);
    }
  }

  /** All items of a kind. */
  List<Item> all(Item.Kind kind) {
    Set<Item> all = new LinkedHashSet<>();
    base.entries().keySet().forEach(item -> addIf(item, kind, all));
    items.keySet().forEach(item -> addIf(item, kind, all));
    return List.copyOf(all);
  }

  private void addIf(Item item, Item.Kind kind, Set<Item> all) {
    if (item.kind() == kind && has(item)) {
      all.add(item);
    }
  }

  Optional<References> references(TriggerKey key) {
    Optional<String> drafted = items.get(Item.of(key));
    return drafted == null ? base.references(key) : drafted.map(TriggerText::references);
  }

  Collection<TriggerKey> triggersOf(JobKey job) {
    List<TriggerKey> triggers = new ArrayList<>();
    for (TriggerKey key : base.triggersOf(job)) {
      if (references(key).filter(of -> of.job().equals(job)).isPresent()) {
        triggers.add(key);
      }
    }
    items.forEach(
        (item, text) -> {
          if (item.kind() == Item.Kind.TRIGGER
              && text.isPresent()
              && !triggers.contains(item.triggerKey())
              && TriggerText.references(text.get()).job().equals(job)) {
            triggers.add(item.triggerKey());
          }
        });
    return triggers;
  }

  Optional<StoredState> stateOf(TriggerKey key) {
    return StoredState.of(text(Item.stateOf(key)));
  }

  void setState(TriggerKey key, StoredState state) {
    put(Item.stateOf(key), state.text());
  }
}
