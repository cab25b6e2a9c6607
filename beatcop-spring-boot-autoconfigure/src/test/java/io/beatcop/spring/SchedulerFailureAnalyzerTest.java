package io.beatcop.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.beatcop.quartz.BeatCopPlugin;
import io.beatcop.quartz.SharedJobStore;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quartz.SchedulerException;
import org.quartz.impl.StdSchedulerFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** What Quartz' parts find wrong, in the words of the application. */
class SchedulerFailureAnalyzerTest {

  private static StandardEnvironment environment() {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "test",
                Map.of(
                    "spring.data.redis.host", "r",
                    "spring.data.redis.password", "S3CRET",
                    "spring.quartz.properties.org.quartz.plugin.beatcop.lease", "mine")));
    return environment;
  }

  private static String analysis(Throwable failure) {
    FailureAnalysis analysis =
        Objects.requireNonNull(
            new SchedulerFailureAnalyzer(environment())
                .analyze(new IllegalStateException(failure)));
    return analysis.getDescription() + " " + analysis.getAction();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "jobdata; java; beatcop.quartz.job-data-classes; = : must list the classes",
        "jobdata; maybe; beatcop.quartz.job-data; = maybe: must be plain or java",
        "jobdataclasses; a.B; beatcop.quartz.job-data-classes;"
            + " = a.B: needs beatcop.quartz.job-data = java",
        "misfireThreshold; x; beatcop.quartz.misfire-threshold; = x: must be a number"
      })
  void aPropertyOfTheStoreHasItsName(String name, String value, String property, String rest) {
    Properties quartz = new Properties();
    quartz.put("org.quartz.scheduler.instanceName", "analyzed");
    quartz.put("org.quartz.threadPool.threadCount", "1");
    quartz.put("org.quartz.jobStore.class", SharedJobStore.class.getName());
    quartz.put("org.quartz.jobStore." + name, value);
    quartz.put("org.quartz.plugin.beatcop.class", BeatCopPlugin.class.getName());
    quartz.put("org.quartz.plugin.beatcop.redis", "redis://localhost:1");
    quartz.put("org.quartz.plugin.beatcop.lease", "analyzed");

    Throwable failure = catchThrowable(() -> new StdSchedulerFactory(quartz).getScheduler());

    assertThat(analysis(failure))
        .startsWith("BeatCop: " + property + " " + rest)
        .endsWith("Set " + property + " as the sentence says.");
  }

  @Test
  void aPropertyOfThePluginHasItsName() {
    assertThat(analysis(new SchedulerException("org.quartz.plugin.beatcop.triggergroups = x: no")))
        .isEqualTo(
            "BeatCop: beatcop.trigger-groups = x: no Set beatcop.trigger-groups as the sentence"
                + " says.");
  }

  /** Redis tells it apart no further. */
  @Test
  void aRedisThatRefusesIsCalledByThePropertiesThatWereSet() {
    assertThat(analysis(new SchedulerException("org.quartz.plugin.beatcop.redis = redis://r: no")))
        .startsWith(
            "BeatCop: spring.data.redis.host and spring.data.redis.password = redis://r: no");
    assertThat(analysis(new SchedulerException("org.quartz.plugin.beatcop.lease = mine: no")))
        .startsWith("BeatCop: spring.quartz.properties.org.quartz.plugin.beatcop.lease = mine: no");
  }

  @ParameterizedTest
  @CsvSource({"anything else", "org.quartz.threadPool.threadCount = x: no"})
  void allElseIsQuartzOwn(String message) {
    assertThat(new SchedulerFailureAnalyzer(environment()).analyze(new SchedulerException(message)))
        .isNull();
  }
}
