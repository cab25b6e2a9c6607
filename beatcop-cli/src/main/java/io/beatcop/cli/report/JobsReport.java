package io.beatcop.cli.report;

import io.beatcop.lease.VisibleText;
import io.beatcop.redis.schedule.LastRun;
import io.beatcop.redis.schedule.ScheduleListing;
import io.beatcop.redis.schedule.SharedJob;
import io.beatcop.redis.schedule.SharedTrigger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The report on the jobs of a shared schedule.
 *
 * @param lease the lease's name
 * @param schedule the schedule
 */
public record JobsReport(String lease, ScheduleListing schedule) {

  private static final DateTimeFormatter DATE_AND_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final String NONE = "-";

  /**
   * The report as lines.
   *
   * @return the lines
   */
  public List<String> lines() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "JOB",
            "TRIGGER",
            "PLAN",
            "STATE",
            "NEXT (UTC)",
            "PREVIOUS (UTC)",
            "FIRED",
            "LAST RUN"));
    for (SharedJob job : schedule.jobs()) {
      String name = VisibleText.of(job.name().text());
      if (job.triggers().isEmpty()) {
        rows.add(List.of(name, NONE, NONE, NONE, NONE, NONE, NONE, lastRun(job)));
      }
      job.triggers().forEach(trigger -> rows.add(row(name, trigger, lastRun(job))));
    }
    List<String> lines = new ArrayList<>(Table.lines(rows));
    schedule.pausedTriggerGroups().forEach(group -> lines.add("paused: " + triggerGroup(group)));
    schedule
        .pausedJobGroups()
        .forEach(group -> lines.add("paused: the job group " + VisibleText.of(group)));
    schedule
        .unreadable()
        .forEach(
            field -> lines.add("foreign: " + VisibleText.of(field) + ", which no node can read"));
    return lines;
  }

  /** After {@code pauseAll}, Quartz has a name for all groups of triggers to come. */
  private static String triggerGroup(String name) {
    return name.equals("_$_ALL_GROUPS_PAUSED_$_")
        ? "all trigger groups to come"
        : "the trigger group " + VisibleText.of(name);
  }

  private static String lastRun(SharedJob job) {
    return job.lastRun().map(JobsReport::text).orElse(NONE);
  }

  private static String text(LastRun run) {
    if (run.took().isEmpty()) {
      return "began " + DATE_AND_TIME.format(run.begun()) + " on " + VisibleText.of(run.node());
    }
    return run.failure().map(why -> "failed: " + VisibleText.of(why)).orElse("ok")
        + ", in "
        + HumanDurations.of(run.took().get());
  }

  private static List<String> row(String job, SharedTrigger trigger, String lastRun) {
    return List.of(
        job,
        VisibleText.of(trigger.name().text()),
        VisibleText.of(
            trigger.plan() + trigger.calendar().map(days -> ", calendar " + days).orElse("")),
        VisibleText.of(trigger.state()),
        time(trigger.next()),
        time(trigger.previous()),
        trigger.times().isPresent() ? String.valueOf(trigger.times().getAsLong()) : NONE,
        lastRun);
  }

  private static String time(Optional<Instant> time) {
    return time.map(DATE_AND_TIME::format).orElse(NONE);
  }

  /**
   * The report as facts.
   *
   * @return the facts for {@link Json}
   */
  public Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("lease", lease);
    facts.put("version", schedule.version());
    facts.put("jobs", schedule.jobs().stream().map(JobsReport::facts).toList());
    facts.put("pausedTriggerGroups", schedule.pausedTriggerGroups());
    facts.put("pausedJobGroups", schedule.pausedJobGroups());
    facts.put("foreign", schedule.unreadable());
    return facts;
  }

  private static Map<String, Object> facts(SharedJob job) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("group", job.name().group());
    facts.put("name", job.name().name());
    facts.put("class", job.type());
    facts.put("durable", job.durable());
    facts.put("triggers", job.triggers().stream().map(JobsReport::facts).toList());
    job.lastRun().ifPresent(run -> facts.put("lastRun", facts(run)));
    return facts;
  }

  private static Map<String, Object> facts(LastRun run) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("node", run.node());
    facts.put("begun", run.begun());
    run.took().ifPresent(took -> facts.put("tookMillis", took.toMillis()));
    run.failure().ifPresent(why -> facts.put("failure", why));
    return facts;
  }

  private static Map<String, Object> facts(SharedTrigger trigger) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("group", trigger.name().group());
    facts.put("name", trigger.name().name());
    facts.put("plan", trigger.plan());
    facts.put("state", trigger.state());
    trigger.next().ifPresent(time -> facts.put("next", time));
    trigger.previous().ifPresent(time -> facts.put("previous", time));
    trigger.times().ifPresent(times -> facts.put("fired", times));
    trigger.calendar().ifPresent(calendar -> facts.put("calendar", calendar));
    return facts;
  }
}
