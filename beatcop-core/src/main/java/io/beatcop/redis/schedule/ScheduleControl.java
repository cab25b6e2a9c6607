package io.beatcop.redis.schedule;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import io.beatcop.redis.connect.RedisUnavailableException;
import io.beatcop.redis.settings.RedisSettings;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The questions of an operator about the schedule that the nodes of a lease share, and changes of
 * it. No scheduler runs here: the nodes read what this writes.
 *
 * <p>Any thread may call it. A method throws a {@link SettingException} if only another setting or
 * right can fix the failure, and a {@link RedisUnavailableException} if Redis does not answer.
 */
public final class ScheduleControl implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ScheduleControl.class);

  private final ScheduleEditor editor;

  /**
   * Makes the control of a lease's schedule. It connects when it is asked for the first time.
   *
   * @throws SettingException if no schedule can be there
   */
  public ScheduleControl(LeaseSettings lease, RedisSettings where) {
    this.editor = new ScheduleEditor(lease, where);
  }

  /** The whole schedule; empty if the nodes share none. */
  public Optional<ScheduleListing> list() {
    Map<ItemName, String[]> noted = new LinkedHashMap<>();
    editor.notes((field, value) -> note(noted, field, value));
    return editor
        .read()
        .map(
            copy -> {
              Map<ItemName, String> progress = new LinkedHashMap<>();
              noted.forEach(
                  (name, its) -> {
                    // Else it was that of another trigger of this name.
                    if (its[0].matches("\\d{1,18}") && copy.isOf(name, Long.parseLong(its[0]))) {
                      progress.put(name, its[1]);
                    }
                  });
              return ScheduleListing.of(copy, progress);
            });
  }

  /** What no node has written is left out, as nodes do. */
  private static void note(Map<ItemName, String[]> noted, String field, String value) {
    try {
      ItemName name = ItemName.parse(field);
      String[] words = value.split(" ", 2);
      JsonObject unused = JsonObject.parse(words[1]);
      noted.put(name, words);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      log.debug("no progress of a trigger: {}", field);
    }
  }

  /** What came of a request. */
  public enum Result {
    /** It is done. */
    DONE,
    /** It was so before. */
    UNCHANGED,
    /** There is no such job or trigger. */
    MISSING,
    /** The nodes share no schedule. */
    NO_SCHEDULE
  }

  /** New texts of items, on top of a version; empty if there is no such thing to change. */
  private interface Edit {
    Optional<Map<String, Optional<String>>> of(ScheduleCopy copy);
  }

  /** Pauses a trigger, or those that a job has, but for those that have ended. */
  public Result pause(ItemName jobOrTrigger) {
    return setStates(
        jobOrTrigger,
        now -> !now.equals(SharedTrigger.PAUSED) && !now.equals(SharedTrigger.COMPLETE),
        Optional.of(SharedTrigger.PAUSED));
  }

  /** Resumes a trigger, or those that a job has. */
  public Result resume(ItemName jobOrTrigger) {
    return setStates(jobOrTrigger, SharedTrigger.PAUSED::equals, Optional.empty());
  }

  private Result setStates(ItemName jobOrTrigger, Predicate<String> of, Optional<String> state) {
    return change(
        copy ->
            triggers(copy, jobOrTrigger)
                .map(
                    triggers -> {
                      Map<String, Optional<String>> items = new LinkedHashMap<>();
                      for (ItemName trigger : triggers) {
                        ItemName its = trigger.as(ItemName.STATE);
                        if (of.test(copy.text(its).orElse(SharedTrigger.WAITING))) {
                          items.put(its.field(), state);
                        }
                      }
                      return items;
                    }));
  }

  private static Optional<List<ItemName>> triggers(ScheduleCopy copy, ItemName jobOrTrigger) {
    if (copy.text(jobOrTrigger).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        jobOrTrigger.kind() == ItemName.JOB
            ? copy.triggersOf(jobOrTrigger)
            : List.of(jobOrTrigger));
  }

  /**
   * Runs a job once, on the node that holds the lease, also while its triggers are paused.
   *
   * @param data what that run gets, beside the data of the job
   * @param now the present, by this machine's clock
   */
  public Result trigger(ItemName job, Map<String, String> data, Instant now) {
    long millis = now.toEpochMilli();
    JsonObject trigger =
        new JsonObject()
            .with("jobGroup", job.group())
            .with("job", job.name())
            .with("kind", "simple")
            .with("interval", 0)
            .with("count", 0)
            .with("description", "of an operator")
            .with("priority", 5)
            .with("misfire", 0)
            .with("start", millis);
    if (!data.isEmpty()) {
      JsonObject texts = new JsonObject();
      data.forEach(texts::with);
      trigger.with("data", texts);
    }
    trigger.with("at", millis).with("next", millis);
    ItemName name = new ItemName(ItemName.TRIGGER, "beatcop", editor.operator());
    return change(
        copy -> copy.text(job).map(text -> Map.of(name.field(), Optional.of(trigger.toString()))));
  }

  /**
   * Asks the nodes to interrupt the runs of a job, wherever they are. Does not wait for them.
   *
   * @param now the present, by this machine's clock
   */
  public Result interrupt(ItemName job, Instant now) {
    JsonObject request =
        new JsonObject()
            .with("jobGroup", job.group())
            .with("job", job.name())
            .with("at", now.toEpochMilli());
    return change(
        copy ->
            copy.text(job)
                .map(
                    text ->
                        Map.of(ItemName.LAST_INTERRUPT.field(), Optional.of(request.toString()))));
  }

  private Result change(Edit edit) {
    for (int round = 0; round < ScheduleEditor.MOST_ROUNDS; round++) {
      Optional<ScheduleCopy> read = editor.read();
      if (read.isEmpty()) {
        return Result.NO_SCHEDULE;
      }
      ScheduleCopy copy = read.get();
      Optional<Map<String, Optional<String>>> items = edit.of(copy);
      if (items.isEmpty()) {
        return Result.MISSING;
      }
      if (items.get().isEmpty()) {
        return Result.UNCHANGED;
      }
      if (editor.isWritten(copy, round, items.get())) {
        return Result.DONE;
      }
    }
    throw new RedisUnavailableException("the schedule changes faster than it can be changed here");
  }

  @Override
  public void close() {
    editor.close();
  }
}
