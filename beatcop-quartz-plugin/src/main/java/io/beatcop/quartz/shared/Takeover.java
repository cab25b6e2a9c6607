package io.beatcop.quartz.shared;

import io.beatcop.quartz.schedule.CalendarText;
import io.beatcop.quartz.schedule.Entry;
import io.beatcop.quartz.schedule.Item;
import io.beatcop.quartz.schedule.ScheduleState;
import io.beatcop.quartz.schedule.TriggerProgress;
import io.beatcop.quartz.shared.copy.RamCopy;
import io.beatcop.quartz.shared.store.ScheduleStore.Progress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.quartz.Calendar;
import org.quartz.JobPersistenceException;
import org.quartz.TriggerKey;
import org.quartz.simpl.RAMJobStore;
import org.quartz.spi.OperableTrigger;

/**
 * Brings the triggers of a new holder to where the earlier holder left them.
 *
 * @param progress the progress of the triggers that Redis has
 * @param misfireThreshold milliseconds
 */
record Takeover(RamCopy copy, Map<TriggerKey, Progress> progress, long misfireThreshold) {

  /** The triggers of which Redis knows how far they are. */
  Set<TriggerKey> noted(ScheduleState state) {
    Set<TriggerKey> noted = new HashSet<>();
    progress.forEach(
        (key, its) ->
            state
                .entry(Item.of(key))
                .filter(entry -> entry.version() == its.version())
                .ifPresent(entry -> noted.add(key)));
    return noted;
  }

  /** Does so. Returns the triggers whose progress it has changed. */
  List<TriggerKey> apply(ScheduleState state, RAMJobStore ram) throws JobPersistenceException {
    List<TriggerKey> moved = new ArrayList<>();
    for (TriggerKey key : List.copyOf(state.triggers())) {
      Entry entry = state.entry(Item.of(key)).orElseThrow();
      Optional<Progress> its =
          Optional.ofNullable(progress.get(key))
              .filter(noted -> noted.version() == entry.version());
      if (its.isPresent()) {
        boolean unused =
            copy.setProgress(key, TriggerProgress.parse(its.get().text()), state.stateOf(key));
      }
      long at = its.map(noted -> TriggerProgress.versionOf(noted.text())).orElse(0L);
      if (goesByCalendar(state, ram, key, Math.max(at, entry.version()))) {
        moved.add(key);
      }
    }
    return moved;
  }

  /** A calendar may have been replaced while nobody fired. */
  private boolean goesByCalendar(ScheduleState state, RAMJobStore ram, TriggerKey key, long version)
      throws JobPersistenceException {
    Optional<String> name = state.calendarOf(key);
    Optional<Entry> calendar = name.flatMap(its -> state.entry(Item.calendar(its)));
    if (calendar.isEmpty()
        || calendar.get().version() <= version
        || !CalendarText.updates(calendar.get().text())) {
      return false;
    }
    OperableTrigger trigger = ram.retrieveTrigger(key);
    Calendar days = ram.retrieveCalendar(name.orElseThrow());
    if (trigger == null || days == null) {
      return false;
    }
    trigger.updateWithNewCalendar(days, misfireThreshold);
    return copy.setProgress(key, TriggerProgress.of(trigger), state.stateOf(key));
  }
}
