package io.beatcop.quartz.api;

import static org.awaitility.Awaitility.await;

import io.beatcop.quartz.api.ApiRow.Call;
import io.beatcop.quartz.api.ApiRow.Look;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TimeZone;
import org.quartz.Calendar;
import org.quartz.CalendarIntervalScheduleBuilder;
import org.quartz.CronScheduleBuilder;
import org.quartz.DailyTimeIntervalScheduleBuilder;
import org.quartz.JobDataMap;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.Trigger.TriggerState;
import org.quartz.TriggerBuilder;
import org.quartz.impl.calendar.BaseCalendar;
import org.quartz.impl.calendar.HolidayCalendar;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.impl.triggers.SimpleTriggerImpl;

/** The rows of the table. */
final class ApiRows {

  private static final Look ALL = (scheduler, things) -> things.all(scheduler);

  private final List<ApiRow> rows = new ArrayList<>();

  private ApiRows() {}

  static List<ApiRow> all() {
    ApiRows all = new ApiRows();
    all.schedulingJobs();
    all.schedulingMore();
    all.unscheduling();
    all.rescheduling();
    all.jobs();
    all.pausingTriggers();
    all.pausingJobs();
    all.pausingAll();
    all.calendars();
    all.running();
    all.looking();
    all.kinds();
    return List.copyOf(all.rows);
  }

  private void row(String method, String what, Call call) {
    rows.add(new ApiRow(method, what, false, call, ALL));
  }

  private void alone(String method, String what, Call call) {
    rows.add(new ApiRow(method, what, true, call, ALL));
  }

  private void look(String method, String what, Call call, Look look) {
    rows.add(new ApiRow(method, what, false, call, look));
  }

  /** A call without an answer. */
  private interface Step {
    void on(Scheduler scheduler, ApiThings things) throws Exception;
  }

  private static Call done(Step step) {
    return (scheduler, things) -> {
      step.on(scheduler, things);
      return "done";
    };
  }

  private void schedulingJobs() {
    String method = "scheduleJob(JobDetail,Trigger)";
    row(method, "new", (on, its) -> on.scheduleJob(its.passingJob("j"), its.trigger("t")));
    row(
        method,
        "with data, a description, a priority",
        (on, its) ->
            on.scheduleJob(
                its.newJob("j", ApiJobs.Idle.class)
                    .withDescription("about")
                    .requestRecovery()
                    .usingJobData("text", "x")
                    .usingJobData("number", 1)
                    .usingJobData("long", 2L)
                    .usingJobData("float", 1.5)
                    .usingJobData("flag", true)
                    .build(),
                its.newTrigger("t")
                    .withDescription("when")
                    .withPriority(7)
                    .usingJobData("text", "y")
                    .build()));
    row(
        method,
        "a job that exists",
        (on, its) -> {
          on.addJob(its.job("j"), false);
          return on.scheduleJob(its.job("j"), its.trigger("t"));
        });
    row(
        method,
        "a trigger that exists",
        (on, its) -> {
          on.scheduleJob(its.job("j"), its.trigger("t"));
          return on.scheduleJob(its.job("k"), its.trigger("t"));
        });
    row(
        method,
        "a calendar that does not exist",
        (on, its) ->
            on.scheduleJob(
                its.job("j"), its.newTrigger("t").modifiedByCalendar(its.own("none")).build()));
    row(
        method,
        "a trigger without a time",
        (on, its) ->
            on.scheduleJob(
                its.job("j"),
                TriggerBuilder.newTrigger()
                    .withIdentity(its.key("t"))
                    .withSchedule(CronScheduleBuilder.cronSchedule("0 0 0 1 1 ? 2099"))
                    .build()));
  }

  private void schedulingMore() {
    String method = "scheduleJob(Trigger)";
    row(
        method,
        "a second one of a job",
        (on, its) -> {
          on.scheduleJob(its.passingJob("j"), its.trigger("t"));
          return on.scheduleJob(its.trigger("u", "j"));
        });
    row(method, "of a job that does not exist", (on, its) -> on.scheduleJob(its.trigger("t", "j")));
    row(
        method,
        "that exists",
        (on, its) -> {
          on.scheduleJob(its.passingJob("j"), its.trigger("t"));
          return on.scheduleJob(its.trigger("t", "j"));
        });
    method = "scheduleJobs(Map,boolean)";
    row(method, "two jobs, three triggers", done((on, its) -> on.scheduleJobs(two(its), false)));
    row(
        method,
        "one of them exists",
        done(
            (on, its) -> {
              on.scheduleJob(its.job("k"), its.trigger("v"));
              on.scheduleJobs(two(its), false);
            }));
    row(
        method,
        "one of them exists, and is replaced",
        done(
            (on, its) -> {
              on.scheduleJob(its.job("k"), its.newTrigger("v").withPriority(9).build());
              on.scheduleJobs(two(its), true);
            }));
    method = "scheduleJob(JobDetail,Set,boolean)";
    row(
        method,
        "new",
        done(
            (on, its) ->
                on.scheduleJob(
                    its.passingJob("j"), Set.of(its.trigger("t"), its.trigger("u")), false)));
    row(
        method,
        "replaces, and leaves what it does not name",
        done(
            (on, its) -> {
              on.scheduleJob(
                  its.passingJob("j"), Set.of(its.trigger("t"), its.trigger("u")), false);
              on.pauseTrigger(its.key("t"));
              on.scheduleJob(
                  its.newJob("j", ApiJobs.Idle.class).usingJobData("new", true).build(),
                  Set.of(its.newTrigger("t").withPriority(9).build()),
                  true);
            }));
  }

  private static Map<JobDetail, Set<? extends Trigger>> two(ApiThings its) {
    return Map.of(
        its.job("j"), Set.of(its.trigger("t"), its.trigger("u")),
        its.job("k"), Set.of(its.trigger("v")));
  }

  private void unscheduling() {
    String method = "unscheduleJob(TriggerKey)";
    row(
        method,
        "the last one of a job, which goes with it",
        (on, its) -> {
          on.scheduleJob(its.passingJob("j"), its.trigger("t"));
          return on.unscheduleJob(its.key("t"));
        });
    row(
        method,
        "the last one of a durable job, which stays",
        (on, its) -> {
          on.scheduleJob(its.job("j"), its.trigger("t"));
          return on.unscheduleJob(its.key("t"));
        });
    row(method, "none", (on, its) -> on.unscheduleJob(its.key("t")));
    row(
        "unscheduleJobs(List)",
        "one of them does not exist",
        (on, its) -> {
          on.scheduleJobs(two(its), false);
          return on.unscheduleJobs(List.of(its.key("t"), its.key("none"), its.key("v")));
        });
    row(
        "deleteJob(JobKey)",
        "with its triggers",
        (on, its) -> {
          on.scheduleJobs(two(its), false);
          return on.deleteJob(its.jobKey("j"));
        });
    row("deleteJob(JobKey)", "none", (on, its) -> on.deleteJob(its.jobKey("j")));
    row(
        "deleteJobs(List)",
        "one of them does not exist",
        (on, its) -> {
          on.scheduleJobs(two(its), false);
          return on.deleteJobs(List.of(its.jobKey("j"), its.jobKey("none"), its.jobKey("k")));
        });
    alone(
        "clear()",
        "with calendars and paused groups",
        done(
            (on, its) -> {
              on.addCalendar(its.own("days"), new BaseCalendar(), false, false);
              on.scheduleJobs(two(its), false);
              on.pauseTriggers(its.triggers());
              on.clear();
            }));
  }

  private void rescheduling() {
    String method = "rescheduleJob(TriggerKey,Trigger)";
    Date later = new Date(ApiThings.BASE + 60_000);
    row(
        method,
        "the same name",
        (on, its) -> {
          on.scheduleJob(its.passingJob("j"), its.trigger("t"));
          return on.rescheduleJob(its.key("t"), its.newTrigger("t").startAt(later).build());
        });
    row(
        method,
        "another name",
        (on, its) -> {
          on.scheduleJob(its.passingJob("j"), its.trigger("t"));
          return on.rescheduleJob(its.key("t"), its.newTrigger("u").startAt(later).build());
        });
    row(
        method,
        "another name, which exists",
        (on, its) -> {
          on.scheduleJobs(two(its), false);
          return on.rescheduleJob(its.key("t"), its.newTrigger("v").startAt(later).build());
        });
    row(method, "none", (on, its) -> on.rescheduleJob(its.key("t"), its.trigger("t")));
    row(
        method,
        "one that is paused",
        (on, its) -> {
          on.scheduleJob(its.job("j"), its.trigger("t"));
          on.pauseTrigger(its.key("t"));
          return on.rescheduleJob(its.key("t"), its.newTrigger("t").startAt(later).build());
        });
    row(
        method,
        "one of a paused group",
        (on, its) -> {
          on.scheduleJob(its.job("j"), its.trigger("t"));
          on.pauseTriggers(its.triggers());
          return on.rescheduleJob(its.key("t"), its.newTrigger("t").startAt(later).build());
        });
  }

  private void jobs() {
    String method = "addJob(JobDetail,boolean)";
    row(method, "new", done((on, its) -> on.addJob(its.job("j"), false)));
    row(method, "not durable", done((on, its) -> on.addJob(its.passingJob("j"), false)));
    row(
        method,
        "one that exists",
        done(
            (on, its) -> {
              on.addJob(its.job("j"), false);
              on.addJob(its.job("j"), false);
            }));
    row(
        method,
        "replaces, and its triggers stay",
        done(
            (on, its) -> {
              on.scheduleJob(its.job("j"), its.trigger("t"));
              on.pauseTrigger(its.key("t"));
              on.addJob(
                  its.newJob("j", ApiJobs.Idle.class)
                      .storeDurably()
                      .usingJobData("new", true)
                      .build(),
                  true);
            }));
    row(
        "addJob(JobDetail,boolean,boolean)",
        "not durable, and its trigger comes later",
        (on, its) -> {
          on.addJob(its.passingJob("j"), false, true);
          return on.scheduleJob(its.trigger("t", "j"));
        });
  }

  private void pausingTriggers() {
    String method = "pauseTrigger(TriggerKey)";
    row(
        method,
        "one of two",
        done(
            (on, its) -> {
              on.scheduleJobs(two(its), false);
              on.pauseTrigger(its.key("t"));
            }));
    row(method, "none", done((on, its) -> on.pauseTrigger(its.key("none"))));
    method = "resumeTrigger(TriggerKey)";
    row(
        method,
        "one that is paused",
        done(
            (on, its) -> {
              on.scheduleJob(its.job("j"), its.trigger("t"));
              on.pauseTrigger(its.key("t"));
              on.resumeTrigger(its.key("t"));
            }));
    row(
        method,
        "one of a paused group, which stays paused",
        done(
            (on, its) -> {
              on.scheduleJobs(two(its), false);
              on.pauseTriggers(its.triggers());
              on.resumeTrigger(its.key("t"));
            }));
    row(
        method,
        "a late one obeys its misfire instruction",
        done(
            (on, its) -> {
              on.pauseTriggers(its.triggers());
              on.scheduleJob(
                  its.job("j"),
                  its.late(
                          "t",
                          30,
                          SimpleScheduleBuilder.simpleSchedule()
                              .withMisfireHandlingInstructionNextWithRemainingCount())
                      .build());
              on.resumeTrigger(its.key("t"));
            }));
    method = "pauseTriggers(GroupMatcher)";
    row(
        method,
        "a group, and triggers that come later",
        done(
            (on, its) -> {
              on.scheduleJob(its.job("j"), its.trigger("t"));
              on.pauseTriggers(its.triggers());
              on.scheduleJob(its.trigger("u", "j"));
            }));
    row(
        method,
        "a group that is empty, and triggers that come later",
        done(
            (on, its) -> {
              on.pauseTriggers(its.triggers());
              on.scheduleJob(its.job("j"), its.trigger("t"));
            }));
    row(
        method,
        "groups by their beginning, and a group that comes later",
        done(
            (on, its) -> {
              on.scheduleJob(its.job("j"), its.trigger("t"));
              on.pauseTriggers(GroupMatcher.triggerGroupStartsWith(its.own("")));
              on.scheduleJob(
                  its.newTrigger("u")
                      .withIdentity("u", its.own("Later"))
                      .forJob(its.jobKey("j"))
                      .build());
              on.scheduleJob(its.trigger("v", "j"));
            }));
    method = "resumeTriggers(GroupMatcher)";
    row(
        method,
        "a group",
        done(
            (on, its) -> {
              on.scheduleJobs(two(its), false);
              on.pauseTriggers(its.triggers());
              on.resumeTriggers(its.triggers());
            }));
    row(
        method,
        "groups by their beginning",
        done(
            (on, its) -> {
              on.scheduleJobs(two(its), false);
              on.pauseTriggers(its.triggers());
              on.resumeTriggers(GroupMatcher.triggerGroupStartsWith(its.own("")));
            }));
    row(
        method,
        "a group, of which a trigger was paused by itself",
        done(
            (on, its) -> {
              on.scheduleJobs(two(its), false);
              on.pauseTrigger(its.key("t"));
              on.resumeTriggers(its.triggers());
            }));
  }

  private void pausingJobs() {
    row(
        "pauseJob(JobKey)",
        "with two triggers, and one that comes later",
        done(
            (on, its) -> {
              on.scheduleJobs(two(its), false);
              on.pauseJob(its.jobKey("j"));
              on.scheduleJob(its.trigger("w", "j"));
            }));
    row(
        "resumeJob(JobKey)",
        "one that is paused",
        done(
            (on, its) -> {
              on.scheduleJobs(two(its), false);
              on.pauseJob(its.jobKey("j"));
              on.resumeJob(its.jobKey("j"));
            }));
    row(
        "resumeJob(JobKey)",
        "one whose triggers' group is paused",
        done(
            (on, its) -> {
              on.scheduleJobs(two(its), false);
              on.pauseTriggers(its.triggers());
              on.resumeJob(its.jobKey("j"));
            }));
    row(
        "pauseJobs(GroupMatcher)",
        "a group",
        done(
            (on, its) -> {
              on.scheduleJobs(two(its), false);
              on.pauseJobs(its.jobs());
            }));
    row(
        "pauseJobs(GroupMatcher)",
        "a group, and a job that comes later",
        done(
            (on, its) -> {
              on.pauseJobs(its.jobs());
              on.scheduleJob(its.job("j"), its.trigger("t"));
            }));
    row(
        "resumeJobs(GroupMatcher)",
        "a group",
        done(
            (on, its) -> {
              on.scheduleJobs(two(its), false);
              on.pauseJobs(its.jobs());
              on.resumeJobs(its.jobs());
            }));
  }

  private void pausingAll() {
    alone(
        "pauseAll()",
        "and a trigger of another group that comes later",
        done(
            (on, its) -> {
              on.scheduleJob(its.job("j"), its.trigger("t"));
              on.pauseAll();
              on.scheduleJob(
                  its.newTrigger("u")
                      .withIdentity("u", its.own("Later"))
                      .forJob(its.jobKey("j"))
                      .build());
            }));
    alone(
        "resumeAll()",
        "after all were paused",
        done(
            (on, its) -> {
              on.scheduleJobs(two(its), false);
              on.pauseAll();
              on.resumeAll();
              on.scheduleJob(
                  its.newTrigger("w")
                      .withIdentity("w", its.own("Later"))
                      .forJob(its.jobKey("j"))
                      .build());
            }));
    alone(
        "resumeAll()",
        "after a group of jobs was paused",
        done(
            (on, its) -> {
              on.scheduleJobs(two(its), false);
              on.pauseJobs(its.jobs());
              on.resumeAll();
            }));
  }

  private static Calendar days(String description, boolean withoutTheFirst) {
    HolidayCalendar days = new HolidayCalendar();
    days.setTimeZone(TimeZone.getTimeZone("UTC"));
    days.setDescription(description);
    if (withoutTheFirst) {
      days.addExcludedDate(new Date(ApiThings.BASE));
    }
    return days;
  }

  /** A job with a trigger by a calendar, which is changed then so that it has no first time. */
  private static void changed(Scheduler on, ApiThings its, boolean pauses, boolean updates)
      throws Exception {
    on.addCalendar(its.own("days"), days("old", false), false, false);
    on.scheduleJob(its.job("j"), its.newTrigger("t").modifiedByCalendar(its.own("days")).build());
    if (pauses) {
      on.pauseTrigger(its.key("t"));
    }
    on.addCalendar(its.own("days"), days("new", true), true, updates);
  }

  private void calendars() {
    String method = "addCalendar(String,Calendar,boolean,boolean)";
    row(
        method,
        "new",
        done((on, its) -> on.addCalendar(its.own("days"), days("new", true), false, false)));
    row(
        method,
        "one that exists",
        done(
            (on, its) -> {
              on.addCalendar(its.own("days"), days("old", true), false, false);
              on.addCalendar(its.own("days"), days("new", true), false, false);
            }));
    row(
        method,
        "replaces, and triggers go by it from their next time on",
        done((on, its) -> changed(on, its, false, false)));
    row(
        method,
        "replaces, and triggers go by it at once",
        done((on, its) -> changed(on, its, false, true)));
    row(
        method,
        "replaces, and a paused trigger goes by it at once",
        done((on, its) -> changed(on, its, true, true)));
    method = "deleteCalendar(String)";
    row(
        method,
        "one that no trigger has",
        (on, its) -> {
          on.addCalendar(its.own("days"), days("old", true), false, false);
          return on.deleteCalendar(its.own("days"));
        });
    row(
        method,
        "one that a trigger has",
        (on, its) -> {
          on.addCalendar(its.own("days"), days("old", false), false, false);
          on.scheduleJob(
              its.job("j"), its.newTrigger("t").modifiedByCalendar(its.own("days")).build());
          return on.deleteCalendar(its.own("days"));
        });
    row(method, "none", (on, its) -> on.deleteCalendar(its.own("none")));
  }

  private static Object awaitRun(ApiThings its) {
    await().until(() -> !ApiJobs.dataOfRuns(its.jobKey("j")).isEmpty());
    return "ran with '" + String.join(",", ApiJobs.dataOfRuns(its.jobKey("j"))) + "'";
  }

  private void running() {
    row(
        "triggerJob(JobKey)",
        "one run in the cluster",
        (on, its) -> {
          on.addJob(its.job("j"), false);
          on.triggerJob(its.jobKey("j"));
          return awaitRun(its);
        });
    row("triggerJob(JobKey)", "none", done((on, its) -> on.triggerJob(its.jobKey("j"))));
    row(
        "triggerJob(JobKey,JobDataMap)",
        "with data for this run",
        (on, its) -> {
          on.addJob(its.job("j"), false);
          on.triggerJob(its.jobKey("j"), new JobDataMap(Map.of("for", "once")));
          return awaitRun(its);
        });
    row(
        "triggerJob(JobKey,JobDataMap)",
        "a job that keeps its data",
        (on, its) -> {
          on.addJob(
              its.newJob("j", ApiJobs.Counting.class)
                  .storeDurably()
                  .usingJobData("count", 0)
                  .build(),
              false);
          on.triggerJob(its.jobKey("j"));
          return awaitRun(its);
        });
    row(
        "getTrigger(TriggerKey)",
        "one that was fired",
        (on, its) -> {
          on.scheduleJob(
              its.job("j"),
              its.late(
                      "t",
                      0,
                      SimpleScheduleBuilder.simpleSchedule()
                          .withMisfireHandlingInstructionIgnoreMisfires())
                  .build());
          return awaitRun(its);
        });
    row(
        "scheduleJob(JobDetail,Trigger)",
        "a trigger that has had its last time goes with its job",
        (on, its) -> {
          on.scheduleJob(
              its.passingJob("j"),
              TriggerBuilder.newTrigger().withIdentity(its.key("t")).startNow().build());
          return awaitRun(its);
        });
    row(
        "getTriggerState(TriggerKey)",
        "one whose job could not be made",
        (on, its) -> {
          unmakeable(on, its);
          return on.getTriggerState(its.key("t"));
        });
    row(
        "resetTriggerFromErrorState(TriggerKey)",
        "one whose job could not be made",
        done(
            (on, its) -> {
              unmakeable(on, its);
              on.resetTriggerFromErrorState(its.key("t"));
            }));
    row(
        "resetTriggerFromErrorState(TriggerKey)",
        "one that is paused",
        done(
            (on, its) -> {
              on.scheduleJob(its.job("j"), its.trigger("t"));
              on.pauseTrigger(its.key("t"));
              on.resetTriggerFromErrorState(its.key("t"));
            }));
  }

  private static void unmakeable(Scheduler on, ApiThings its) throws Exception {
    on.scheduleJob(
        its.newJob("j", ApiJobs.Unmakeable.class).storeDurably().build(),
        its.late(
                "t",
                0,
                SimpleScheduleBuilder.simpleSchedule()
                    .withMisfireHandlingInstructionIgnoreMisfires())
            .build());
    await().until(() -> on.getTriggerState(its.key("t")) == TriggerState.ERROR);
  }

  private void looking() {
    Call two = done((on, its) -> on.scheduleJobs(two(its), false));
    look("getJobGroupNames()", "two jobs", two, (on, its) -> its.ours(on.getJobGroupNames()));
    look(
        "getTriggerGroupNames()",
        "three triggers",
        two,
        (on, its) -> its.ours(on.getTriggerGroupNames()));
    look("getJobKeys(GroupMatcher)", "two jobs", two, (on, its) -> on.getJobKeys(its.jobs()));
    look(
        "getTriggerKeys(GroupMatcher)",
        "three triggers",
        two,
        (on, its) -> on.getTriggerKeys(its.triggers()));
    look(
        "getTriggersOfJob(JobKey)",
        "two of three",
        two,
        (on, its) -> on.getTriggersOfJob(its.jobKey("j")));
    look(
        "getJobDetail(JobKey)",
        "one, and none",
        two,
        (on, its) ->
            its.text(on.getJobDetail(its.jobKey("j"))) + ", " + on.getJobDetail(its.jobKey("n")));
    look(
        "getTrigger(TriggerKey)",
        "one, and none",
        two,
        (on, its) -> its.text(on.getTrigger(its.key("t"))) + ", " + on.getTrigger(its.key("n")));
    look(
        "checkExists(JobKey)",
        "one, and none",
        two,
        (on, its) -> on.checkExists(its.jobKey("j")) + ", " + on.checkExists(its.jobKey("n")));
    look(
        "checkExists(TriggerKey)",
        "one, and none",
        two,
        (on, its) -> on.checkExists(its.key("t")) + ", " + on.checkExists(its.key("n")));
    look(
        "getTriggerState(TriggerKey)",
        "one that waits, and none",
        two,
        (on, its) -> on.getTriggerState(its.key("t")) + ", " + on.getTriggerState(its.key("n")));
    look(
        "getPausedTriggerGroups()",
        "two that are empty",
        done(
            (on, its) -> {
              on.pauseTriggers(its.triggers());
              on.pauseTriggers(GroupMatcher.triggerGroupEquals(its.own("U")));
            }),
        (on, its) -> its.ours(on.getPausedTriggerGroups()));
    Call calendar =
        done((on, its) -> on.addCalendar(its.own("days"), days("its", true), false, false));
    look("getCalendarNames()", "one", calendar, (on, its) -> its.ours(on.getCalendarNames()));
    look(
        "getCalendar(String)",
        "one, and none",
        calendar,
        (on, its) ->
            Objects.requireNonNull(on.getCalendar(its.own("days"))).isTimeIncluded(ApiThings.BASE)
                + ", "
                + on.getCalendar(its.own("none")));
  }

  private void kinds() {
    row(
        "scheduleJob(JobDetail,Set,boolean)",
        "each kind of trigger",
        done(
            (on, its) -> {
              TimeZone zone = TimeZone.getTimeZone("UTC");
              Date start = new Date(ApiThings.BASE + 1_000);
              on.scheduleJob(
                  its.job("j"),
                  Set.of(
                      its.trigger("simple"),
                      TriggerBuilder.newTrigger()
                          .withIdentity(its.key("cron"))
                          .startAt(start)
                          .withSchedule(
                              CronScheduleBuilder.cronSchedule("0 30 4 ? * MON").inTimeZone(zone))
                          .build(),
                      TriggerBuilder.newTrigger()
                          .withIdentity(its.key("interval"))
                          .startAt(start)
                          .withSchedule(
                              CalendarIntervalScheduleBuilder.calendarIntervalSchedule()
                                  .inTimeZone(zone)
                                  .withIntervalInMonths(2))
                          .build(),
                      TriggerBuilder.newTrigger()
                          .withIdentity(its.key("daily"))
                          .startAt(start)
                          .withSchedule(
                              DailyTimeIntervalScheduleBuilder.dailyTimeIntervalSchedule()
                                  .onMondayThroughFriday())
                          .build()),
                  false);
            }));
    row(
        "scheduleJob(JobDetail,Trigger)",
        "a Java object among the data",
        (on, its) -> {
          JobDetail job = its.job("j");
          job.getJobDataMap().put("object", new ArrayList<>(List.of(1)));
          return on.scheduleJob(job, its.trigger("t"));
        });
    row(
        "scheduleJob(JobDetail,Trigger)",
        "a trigger of the user's own class",
        (on, its) -> {
          OwnTrigger trigger = new OwnTrigger();
          trigger.setKey(its.key("t"));
          trigger.setStartTime(new Date(ApiThings.BASE));
          return on.scheduleJob(its.job("j"), trigger);
        });
    row(
        "addCalendar(String,Calendar,boolean,boolean)",
        "a calendar of the user's own class",
        done((on, its) -> on.addCalendar(its.own("days"), new OwnCalendar(), false, false)));
  }

  /** A trigger that is not Quartz' own. */
  private static final class OwnTrigger extends SimpleTriggerImpl {
    private static final long serialVersionUID = 1;
  }

  /** A calendar that is not Quartz' own. */
  private static final class OwnCalendar extends BaseCalendar {
    private static final long serialVersionUID = 1;
  }
}
