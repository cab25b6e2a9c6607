package io.beatcop.redis.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A shared schedule, as an operator sees it.
 *
 * @param version the number of changes that it has had
 * @param jobs its jobs with their triggers, by name
 * @param pausedTriggerGroups groups of triggers that are paused, also for triggers to come
 * @param pausedJobGroups the same of jobs
 * @param unreadable fields that no node has written
 * @param bytes how long all names and texts are
 */
public record ScheduleListing(
    long version,
    List<SharedJob> jobs,
    List<String> pausedTriggerGroups,
    List<String> pausedJobGroups,
    List<String> unreadable,
    long bytes) {

  private static final Comparator<ItemName> BY_NAME =
      Comparator.comparing(ItemName::group).thenComparing(ItemName::name);

  /**
   * Makes a listing of texts.
   *
   * @param noted how far the holder is with each trigger, and the last run of each job
   */
  static ScheduleListing of(ScheduleCopy copy, Map<ItemName, String> noted) {
    Map<ItemName, List<SharedTrigger>> triggers = new TreeMap<>(BY_NAME);
    List<String> unreadable = new ArrayList<>(copy.unreadable());
    copy.names(ItemName.TRIGGER)
        .sorted(BY_NAME)
        .forEach(
            name -> {
              try {
                SharedTrigger trigger =
                    SharedTrigger.read(
                        name,
                        copy.text(name).orElseThrow(),
                        copy.text(name.as(ItemName.STATE)),
                        Optional.ofNullable(noted.get(name)));
                triggers.computeIfAbsent(trigger.job(), none -> new ArrayList<>()).add(trigger);
              } catch (RuntimeException e) {
                unreadable.add(name.field());
              }
            });
    List<SharedJob> jobs = new ArrayList<>();
    copy.names(ItemName.JOB)
        .sorted(BY_NAME)
        .forEach(
            name -> {
              try {
                JsonObject job = JsonObject.parse(copy.text(name).orElseThrow());
                jobs.add(
                    new SharedJob(
                        name,
                        job.required("class"),
                        job.flag("durable"),
                        triggers.getOrDefault(name, List.of()),
                        Optional.ofNullable(noted.get(name)).flatMap(ScheduleListing::lastRun)));
              } catch (IllegalArgumentException e) {
                unreadable.add(name.field());
              }
            });
    return new ScheduleListing(
        copy.number(),
        List.copyOf(jobs),
        copy.names(ItemName.PAUSED_TRIGGERS).map(ItemName::group).sorted().toList(),
        copy.names(ItemName.PAUSED_JOBS).map(ItemName::group).sorted().toList(),
        List.copyOf(unreadable),
        copy.bytes());
  }

  /** What no node has written is no run. */
  private static Optional<LastRun> lastRun(String text) {
    try {
      return Optional.of(LastRun.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
