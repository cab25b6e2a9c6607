package io.beatcop.spring;

import io.beatcop.quartz.BeatCopPlugin;
import org.quartz.Scheduler;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;

/**
 * Adds the plugin to the scheduler that Spring Boot makes.
 *
 * <p>It goes before the application's own customizers, so that these have the last word.
 */
@AutoConfiguration(
    beforeName = {
      "org.springframework.boot.autoconfigure.quartz.QuartzAutoConfiguration",
      "org.springframework.boot.quartz.autoconfigure.QuartzAutoConfiguration"
    })
@ConditionalOnClass({Scheduler.class, SchedulerFactoryBean.class, BeatCopPlugin.class})
@Conditional(OnBeatCopEnabled.class)
public class BeatCopQuartzAutoConfiguration {

  /** Made by Spring. */
  public BeatCopQuartzAutoConfiguration() {}

  @Bean
  GatedSchedulers beatCopGatedSchedulers(
      ObjectProvider<Scheduler> schedulers, ObjectProvider<FiringListener> listeners) {
    return new GatedSchedulers(schedulers, listeners);
  }

  /** For Spring Boot 3. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(
      name = "org.springframework.boot.autoconfigure.quartz.SchedulerFactoryBeanCustomizer")
  static class SpringBoot3 {

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    org.springframework.boot.autoconfigure.quartz.SchedulerFactoryBeanCustomizer
        beatCopSchedulerCustomizer(Environment environment) {
      return scheduler -> scheduler.setQuartzProperties(SchedulerProperties.of(environment));
    }
  }

  /** For Spring Boot 4. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(
      name = "org.springframework.boot.quartz.autoconfigure.SchedulerFactoryBeanCustomizer")
  static class SpringBoot4 {

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    org.springframework.boot.quartz.autoconfigure.SchedulerFactoryBeanCustomizer
        beatCopSchedulerCustomizer(Environment environment) {
      return scheduler -> scheduler.setQuartzProperties(SchedulerProperties.of(environment));
    }
  }
}
