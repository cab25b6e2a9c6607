package io.beatcop.quartz.schedule;

import io.beatcop.redis.schedule.JsonObject;
import java.util.Optional;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;

/** A job as JSON. Its name stands beside it. */
public final class JobText {

  private JobText() {}

  /**
   * Writes a job.
   *
   * @throws JobPersistenceException if its data can't be kept
   */
  public static String write(JobDetail job, JavaValues values) throws JobPersistenceException {
    JsonObject text =
        new JsonObject()
            .with("class", job.getJobClass().getName())
            .with("description", Optional.ofNullable(job.getDescription()))
            .with("durable", Optional.of(true).filter(flag -> job.isDurable()))
            .with("recovery", Optional.of(true).filter(flag -> job.requestsRecovery()))
            .with("data", JobDataText.write(job.getJobDataMap(), "job " + job.getKey(), values));
    return KeptText.of(text, "job " + job.getKey());
  }

  /**
   * Reads a job.
   *
   * @throws IllegalArgumentException if the text is none
   * @throws ClassNotFoundException if this node does not have its class
   */
  public static JobDetail read(JobKey key, String text, JobClasses classes)
      throws ClassNotFoundException {
    JsonObject job = JsonObject.parse(text);
    return JobBuilder.newJob(classes.load(job.required("class")))
        .withIdentity(key)
        .withDescription(job.text("description").orElse(null))
        .storeDurably(job.flag("durable"))
        .requestRecovery(job.flag("recovery"))
        .setJobData(JobDataText.read(job.object("data"), classes.values()))
        .build();
  }

  /**
   * The text of a job with the data that a run of it has left.
   *
   * @throws JobPersistenceException if they can't be kept
   */
  public static String withData(String text, JobDetail run, JavaValues values)
      throws JobPersistenceException {
    String job = "job " + run.getKey();
    return KeptText.of(
        JsonObject.parse(text)
            .without("data")
            .with("data", JobDataText.write(run.getJobDataMap(), job, values)),
        job);
  }

  /** Whether a job stays when its last trigger goes. */
  static boolean isDurable(String text) {
    return JsonObject.parse(text).flag("durable");
  }
}
