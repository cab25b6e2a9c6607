package io.beatcop.spring;

import io.beatcop.quartz.BeatCopMetrics;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationRegistry;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Shows the leases to operators: health, info, an endpoint, meters, and an observation of each run.
 */
@AutoConfiguration(
    after = {BeatCopQuartzAutoConfiguration.class, BeatCopLeaseAutoConfiguration.class})
@ConditionalOnBean(LeaseSource.class)
public class BeatCopActuatorAutoConfiguration {

  /** Made by Spring. */
  public BeatCopActuatorAutoConfiguration() {}

  /** For Spring Boot 3. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
  @org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator(
      "beatcop")
  static class SpringBoot3 {

    @Bean
    org.springframework.boot.actuate.health.HealthIndicator beatcopHealthIndicator(
        ObjectProvider<LeaseSource> sources) {
      return () ->
          LeaseHealth.of(sources.orderedStream())
              .as(
                  (status, details) ->
                      org.springframework.boot.actuate.health.Health.status(status)
                          .withDetails(details)
                          .build());
    }
  }

  /** For Spring Boot 4. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
  @org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator(
      "beatcop")
  static class SpringBoot4 {

    @Bean
    org.springframework.boot.health.contributor.HealthIndicator beatcopHealthIndicator(
        ObjectProvider<LeaseSource> sources) {
      return () ->
          LeaseHealth.of(sources.orderedStream())
              .as(
                  (status, details) ->
                      org.springframework.boot.health.contributor.Health.status(status)
                          .withDetails(details)
                          .build());
    }
  }

  /** The endpoint, unless it is not exposed. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
  static class Endpoint {

    @Bean
    @ConditionalOnAvailableEndpoint(endpoint = BeatCopEndpoint.class)
    BeatCopEndpoint beatCopEndpoint(ObjectProvider<LeaseSource> sources) {
      return new BeatCopEndpoint(sources);
    }
  }

  /** The part of {@code info}. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({InfoContributor.class, ConditionalOnEnabledInfoContributor.class})
  static class Info {

    @Bean
    @ConditionalOnEnabledInfoContributor("beatcop")
    InfoContributor beatCopInfoContributor(ObjectProvider<LeaseSource> sources) {
      return info ->
          info.withDetail(
              "beatcop",
              sources
                  .orderedStream()
                  .flatMap(source -> source.views().stream())
                  .map(LeaseView::names)
                  .toList());
    }
  }

  /** The meters. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({MeterBinder.class, Scheduler.class})
  @ConditionalOnBean(GatedSchedulers.class)
  static class Meters {

    /** Asks for the schedulers when it is bound: they may need what has meters itself. */
    @Bean
    MeterBinder beatCopMetrics(ObjectProvider<Scheduler> schedulers) {
      return registry ->
          schedulers.stream()
              .filter(scheduler -> GatedSchedulers.entries(scheduler).findAny().isPresent())
              .forEach(scheduler -> metrics(scheduler).bindTo(registry));
    }

    private static BeatCopMetrics metrics(Scheduler scheduler) {
      try {
        return new BeatCopMetrics(scheduler);
      } catch (SchedulerException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** The observations, for meters and traces. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({ObservationRegistry.class, Scheduler.class})
  @ConditionalOnBean(GatedSchedulers.class)
  static class Observations {

    @Bean
    FiringListener beatCopFiringObservations(ObjectProvider<ObservationRegistry> registry) {
      return new FiringObservations(registry.getIfAvailable(() -> ObservationRegistry.NOOP));
    }
  }
}
