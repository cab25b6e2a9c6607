package io.beatcop.spring;

import io.beatcop.quartz.BeatCop;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;

/**
 * Observes each run that needs the lease, so that traces have it: {@code beatcop.fire}, with the
 * fencing token, the time from the slot to the start, and the time that the claim took.
 */
final class FiringObservations implements FiringListener {

  private static final String SCOPE = "io.beatcop.spring.observation";

  private final ObservationRegistry registry;

  FiringObservations(ObservationRegistry registry) {
    this.registry = registry;
  }

  @Override
  public String getName() {
    return "beatcop:observations";
  }

  @Override
  public void jobToBeExecuted(JobExecutionContext run) {
    BeatCop.lease(run)
        .ifPresent(
            lease -> {
              Duration lag =
                  Duration.between(
                      run.getScheduledFireTime().toInstant(), run.getFireTime().toInstant());
              Observation observation =
                  Observation.createNotStarted("beatcop.fire", registry)
                      .contextualName("fire " + run.getJobDetail().getKey())
                      .lowCardinalityKeyValue("lease", lease.settings().name())
                      .lowCardinalityKeyValue("job.group", run.getJobDetail().getKey().getGroup())
                      .highCardinalityKeyValue("job", run.getJobDetail().getKey().toString())
                      .highCardinalityKeyValue("trigger", run.getTrigger().getKey().toString())
                      .highCardinalityKeyValue(
                          "token",
                          BeatCop.fencingToken(run).stream()
                              .mapToObj(String::valueOf)
                              .findFirst()
                              .orElse(KeyValue.NONE_VALUE))
                      .highCardinalityKeyValue("lag", lag.toMillis() + "ms")
                      .highCardinalityKeyValue(
                          "claim",
                          BeatCop.claimDuration(run)
                              .map(claim -> claim.toNanos() / 1_000 + "us")
                              .orElse(KeyValue.NONE_VALUE))
                      .start();
              run.put(SCOPE, observation.openScope());
            });
  }

  @Override
  public void jobExecutionVetoed(JobExecutionContext run) {
    // It did not run.
  }

  @Override
  public void jobWasExecuted(JobExecutionContext run, @Nullable JobExecutionException failure) {
    if (run.get(SCOPE) instanceof Observation.Scope scope) {
      run.put(SCOPE, null);
      scope.close();
      Observation observation = scope.getCurrentObservation();
      if (failure != null) {
        observation.error(failure);
      }
      observation.stop();
    }
  }
}
