package io.beatcop.quartz;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.quartz.TriggerKey;

/**
 * The journal as it was at the beginning of a term.
 *
 * @param since when the journal was begun; empty if there was none before this term
 * @param fired what was fired of each trigger
 * @param running the firings that were to be repeated if their node died, and have not ended
 */
record JournalPage(OptionalLong since, Map<TriggerKey, Fired> fired, List<Repeatable> running) {

  /**
   * What was fired of a trigger.
   *
   * @param schedule the fingerprint of the schedule that it had then
   * @param slots the newest claimed ones, in order
   */
  record Fired(String schedule, List<Slot> slots) {

    /** Up to when it was fired. */
    long last() {
      return slots.stream().mapToLong(Slot::coveredMillis).max().orElseThrow();
    }

    /** Whether the journal has this time. */
    boolean has(long millis) {
      return slots.stream().anyMatch(slot -> slot.covers(millis));
    }
  }

  /** Reads the reply of the script {@code open-journal}. */
  static JournalPage read(List<String> reply) {
    String since = reply.get(1);
    int end = 3 + 2 * Integer.parseInt(reply.get(2));
    Map<TriggerKey, Fired> fired = new HashMap<>();
    for (int i = 3; i < end; i += 2) {
      fired.put(FireJournal.key(reply.get(i)), fired(reply.get(i + 1)));
    }
    List<Repeatable> running = new ArrayList<>();
    for (int i = end; i < reply.size(); i += 2) {
      running.add(Repeatable.decoded(reply.get(i), reply.get(i + 1)));
    }
    return new JournalPage(
        since.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(since)),
        fired,
        running);
  }

  private static Fired fired(String value) {
    String[] words = value.split(" ", -1);
    List<Slot> slots = new ArrayList<>();
    for (int i = 1; i < words.length; i++) {
      slots.add(Slot.read(words[i]));
    }
    return new Fired(words[0], slots);
  }
}
