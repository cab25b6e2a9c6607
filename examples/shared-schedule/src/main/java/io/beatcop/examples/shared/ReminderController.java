package io.beatcop.examples.shared;

import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.quartz.CronScheduleBuilder;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Schedules, lists and deletes reminders, on whichever instance a request reaches. */
@RestController
@RequestMapping("/reminders")
class ReminderController {

  /**
   * What a user asks for.
   *
   * @param cron when, as Quartz writes it
   * @param text what to be reminded of
   */
  record Wish(String cron, String text) {}

  /**
   * What a user is told.
   *
   * @param name the name of the job and of its trigger
   * @param next when it fires next
   */
  record Reminder(String name, Instant next) {}

  private final Scheduler scheduler;

  ReminderController(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  @PutMapping("/{name}")
  void schedule(@PathVariable String name, @RequestBody Wish wish)
      throws SchedulerException, ParseException {
    JobDetail job =
        JobBuilder.newJob(ReminderJob.class)
            .withIdentity(name)
            .usingJobData(ReminderJob.TEXT, wish.text())
            .build();
    Trigger trigger =
        TriggerBuilder.newTrigger()
            .withIdentity(name)
            .withSchedule(CronScheduleBuilder.cronScheduleNonvalidatedExpression(wish.cron()))
            .build();
    scheduler.scheduleJob(job, Set.of(trigger), true);
  }

  @GetMapping
  List<Reminder> list() throws SchedulerException {
    List<Reminder> reminders = new ArrayList<>();
    for (TriggerKey key : scheduler.getTriggerKeys(GroupMatcher.anyTriggerGroup())) {
      // Another instance may have deleted it since.
      Optional.ofNullable(scheduler.getTrigger(key))
          .map(trigger -> new Reminder(key.getName(), trigger.getNextFireTime().toInstant()))
          .ifPresent(reminders::add);
    }
    return reminders;
  }

  @DeleteMapping("/{name}")
  void delete(@PathVariable String name) throws SchedulerException {
    if (!scheduler.deleteJob(JobKey.jobKey(name))) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND);
    }
  }

  /** Redis did not answer. The same request may be made again. */
  @ExceptionHandler(JobPersistenceException.class)
  @ResponseStatus(HttpStatus.SERVICE_UNAVAILABLE)
  void isUnavailable() {}

  @ExceptionHandler(ParseException.class)
  @ResponseStatus(HttpStatus.BAD_REQUEST)
  void isNoCronExpression() {}
}
