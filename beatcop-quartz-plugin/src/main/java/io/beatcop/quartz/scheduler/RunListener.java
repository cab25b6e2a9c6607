package io.beatcop.quartz.scheduler;

import io.beatcop.quartz.shared.SharedSchedule;
import io.beatcop.quartz.shared.StoreLink;
import io.beatcop.redis.schedule.LastRun;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.listeners.JobListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a shared schedule of the runs of jobs, for operators to see. */
final class RunListener extends JobListenerSupport {

  private static final Logger log = LoggerFactory.getLogger(RunListener.class);

  private final String name;
  private final StoreLink store;

  RunListener(String name, StoreLink store) {
    this.name = name;
    this.store = store;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public void jobToBeExecuted(JobExecutionContext context) {
    tell(
        schedule ->
            schedule.begun(context.getJobDetail().getKey(), context.getFireTime().toInstant()));
  }

  @Override
  public void jobWasExecuted(
      JobExecutionContext context, @Nullable JobExecutionException exception) {
    if (exception != null && exception.refireImmediately()) {
      // The run goes on.
      return;
    }
    tell(
        schedule ->
            schedule.ended(
                context.getJobDetail().getKey(),
                context.getFireTime().toInstant(),
                Duration.ofMillis(Math.max(0, context.getJobRunTime())),
                Optional.ofNullable(exception).map(RunListener::text)));
  }

  /** Quartz packs what a job throws into exceptions of its own. */
  private static String text(JobExecutionException exception) {
    Throwable failure = exception;
    while (failure.getCause() != null && failure.getClass().getName().startsWith("org.quartz.")) {
      failure = failure.getCause();
    }
    String text = Objects.requireNonNullElse(failure.toString(), "");
    return text.substring(0, Math.min(text.length(), LastRun.LONGEST_FAILURE));
  }

  private void tell(Consumer<SharedSchedule> news) {
    try {
      store.schedule().ifPresent(news);
    } catch (RuntimeException e) {
      log.debug("{}: a run could not be noted", name, e);
    }
  }
}
