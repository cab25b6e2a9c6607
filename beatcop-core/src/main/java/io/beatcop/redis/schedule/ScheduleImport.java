package io.beatcop.redis.schedule;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.redis.LeaseKeys;
import io.beatcop.redis.connect.RedisPool;
import io.beatcop.redis.connect.RedisUnavailableException;
import io.beatcop.redis.connect.Script;
import io.beatcop.redis.settings.RedisSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts the items of another schedule into a shared one, once.
 *
 * <p>What is there already stays. When all is written, that is noted, and the same source is not
 * taken again: its triggers that have ended since would come back.
 */
public final class ScheduleImport implements AutoCloseable {

  private static final Script NOTE = Script.of(ScheduleImport.class, "note-import");
  private static final String DONE = "done";

  /** So many items in one change. */
  private static final int BATCH = 500;

  private final RedisPool redis;
  private final ScheduleEditor schedule;
  private final List<String> keys;
  private final String source;

  /**
   * Makes an import that has not begun.
   *
   * @param source what tells one source from another
   */
  public ScheduleImport(LeaseSettings lease, RedisSettings where, String source) {
    this.schedule = new ScheduleEditor(lease, where);
    this.redis = new RedisPool(where, lease.timeout());
    this.keys = List.of(lease.name(), LeaseKeys.companion(lease.name(), "imported"));
    this.source = source;
  }

  /** Whether it was done before. */
  public boolean isDone() {
    return note("").equals(DONE);
  }

  /** How many of these items the schedule does not have. */
  public long missing(Map<ItemName, String> items) {
    return missing(schedule.read().orElseGet(ScheduleCopy::none), items).size();
  }

  /**
   * Writes items that are missing, and notes that it is done. If it fails, it can be run again.
   *
   * @param items in an order in which none needs a later one
   */
  public void write(Map<ItemName, String> items) {
    String unused = note("begun");
    add(batches(items));
    unused = note(DONE);
  }

  /** A trigger and its state are in one, or it would fire in between. */
  private static List<Map<ItemName, String>> batches(Map<ItemName, String> items) {
    List<Map<ItemName, String>> batches = new ArrayList<>();
    Map<ItemName, String> batch = new LinkedHashMap<>();
    for (Map.Entry<ItemName, String> item : items.entrySet()) {
      if (batch.size() >= BATCH && item.getKey().kind() != ItemName.STATE) {
        batches.add(batch);
        batch = new LinkedHashMap<>();
      }
      batch.put(item.getKey(), item.getValue());
    }
    batches.add(batch);
    return batches;
  }

  /** Adds items, as many in one change as are in one map, unless they are there. */
  private void add(List<Map<ItemName, String>> batches) {
    ScheduleCopy copy = schedule.read().orElseGet(ScheduleCopy::none);
    int round = 0;
    for (Map<ItemName, String> batch : batches) {
      Map<String, Optional<String>> items = missing(copy, batch);
      while (!items.isEmpty() && !schedule.isWritten(copy, round, items)) {
        if (round++ > ScheduleEditor.MOST_ROUNDS + batches.size()) {
          throw new RedisUnavailableException("the schedule changes faster than it can be changed");
        }
        copy = schedule.read().orElseGet(ScheduleCopy::none);
        items = missing(copy, batch);
      }
      if (!items.isEmpty()) {
        copy.made(schedule.change(round++), items);
      }
    }
  }

  private static Map<String, Optional<String>> missing(
      ScheduleCopy copy, Map<ItemName, String> batch) {
    Map<String, Optional<String>> missing = new LinkedHashMap<>();
    batch.forEach(
        (name, text) -> {
          // The state of a trigger goes with the trigger.
          ItemName owner = name.kind() == ItemName.STATE ? name.as(ItemName.TRIGGER) : name;
          if (copy.text(owner).isEmpty()) {
            missing.put(name.field(), Optional.of(text));
          }
        });
    return missing;
  }

  private String note(String state) {
    return ScheduleEditor.fields(redis.run(NOTE, keys, List.of(source, state))).get(1);
  }

  @Override
  public void close() {
    redis.close();
    schedule.close();
  }
}
