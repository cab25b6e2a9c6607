package io.beatcop.spring;

/** The application has a scheduler, and something keeps the plugin out of it. */
final class UngatedSchedulerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UngatedSchedulerException() {
    super(
        "the Quartz scheduler lacks the plugin of BeatCop, so each instance would fire all jobs: a"
            + " SchedulerFactoryBean of the application's own, or a customizer, has replaced its"
            + " properties");
  }
}
