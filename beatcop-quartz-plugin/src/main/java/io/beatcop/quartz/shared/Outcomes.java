package io.beatcop.quartz.shared;

import io.beatcop.quartz.schedule.Draft;
import io.beatcop.quartz.schedule.FiringEdits;
import io.beatcop.quartz.schedule.Item;
import io.beatcop.quartz.schedule.StoredState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quartz.TriggerKey;

/**
 * The outcomes of firings that change the schedule, and that Redis is yet to know.
 *
 * <p>Its owner's lock guards it.
 */
final class Outcomes {

  private static final int MOST_AT_ONCE = 500;

  /**
   * An outcome, as an edit of the schedule.
   *
   * @param version the one that brought its trigger
   * @param state the state of the trigger; empty if it has gone
   */
  record Outcome(Item item, long version, Optional<StoredState> state, Edit edit) {}

  /** Writes an outcome to a draft. */
  interface Edit {
    void make(Draft draft);
  }

  private final Map<Item, Outcome> pending = new LinkedHashMap<>();

  /** A trigger that some version brought has gone. */
  void finished(TriggerKey key, long version) {
    pending.remove(Item.stateOf(key));
    add(
        Item.of(key),
        version,
        Optional.empty(),
        draft -> FiringEdits.finished(draft, key, version));
  }

  /** A trigger that some version brought is in a state. */
  void state(TriggerKey key, long version, StoredState state) {
    add(
        Item.stateOf(key),
        version,
        Optional.of(state),
        draft -> FiringEdits.state(draft, key, version, state));
  }

  private void add(Item item, long version, Optional<StoredState> state, Edit edit) {
    pending.put(item, new Outcome(item, version, state, edit));
  }

  /** The state that a trigger, which some version brought, is to have. */
  Optional<StoredState> stateOf(TriggerKey key, long version) {
    return Optional.ofNullable(pending.get(Item.stateOf(key)))
        .filter(outcome -> outcome.version() == version)
        .flatMap(Outcome::state);
  }

  boolean isEmpty() {
    return pending.isEmpty();
  }

  /** The oldest ones. */
  List<Outcome> next() {
    List<Outcome> next = new ArrayList<>();
    for (Outcome outcome : pending.values()) {
      if (next.size() == MOST_AT_ONCE) {
        break;
      }
      next.add(outcome);
    }
    return next;
  }

  /** Redis knows these, unless there is a newer one of the same item. */
  void told(List<Outcome> outcomes) {
    outcomes.forEach(outcome -> pending.remove(outcome.item(), outcome));
  }
}
