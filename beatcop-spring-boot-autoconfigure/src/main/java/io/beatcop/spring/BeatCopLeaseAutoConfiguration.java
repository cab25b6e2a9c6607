package io.beatcop.spring;

import io.beatcop.lease.Lease;
import io.beatcop.redis.LeaseControl;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;

/** Gates the methods that need a lease. Without such a method it asks for none. */
@AutoConfiguration
@ConditionalOnClass(MethodInterceptor.class)
@Conditional(OnBeatCopEnabled.class)
public class BeatCopLeaseAutoConfiguration {

  /** Made by Spring. */
  public BeatCopLeaseAutoConfiguration() {}

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static GatedMethods beatCopGatedMethods(ObjectProvider<MethodLeases> leases) {
    return new GatedMethods(leases);
  }

  @Bean
  MethodLeases beatCopMethodLeases(
      ApplicationContext context, GatedMethods methods, Environment environment) {
    return new MethodLeases(context, methods, name -> lease(EntryProperties.of(environment), name));
  }

  private static MethodLease lease(EntryProperties properties, String name) {
    Lease lease = properties.lease(name);
    return new MethodLease(
        lease,
        () -> new LeaseControl(lease.settings(), properties.redis()),
        () -> properties.handledTimes(lease),
        properties::origin);
  }
}
