package io.beatcop.spring;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

/** Puts a gate before each method that needs a lease, and learns the names of these leases. */
final class GatedMethods extends AbstractBeanFactoryAwareAdvisingPostProcessor
    implements DisposableBean {

  private static final long serialVersionUID = 1L;

  private final transient Set<String> names = ConcurrentHashMap.newKeySet();
  private final transient CatchUps catchUps = new CatchUps();
  private transient UnaryOperator<String> resolver = UnaryOperator.identity();

  /**
   * Asks for the leases when a method is called, so that they need not be made before all beans.
   */
  GatedMethods(ObjectProvider<MethodLeases> leases) {
    this.advisor =
        new DefaultPointcutAdvisor(
            new AnnotationMatchingPointcut(null, OnLease.class, true),
            (MethodInterceptor) call -> proceed(call, leases.getObject(), catchUps));
    // Inside of what starts another thread, and before what schedules the method.
    setOrder(Ordered.LOWEST_PRECEDENCE - 1);
    setProxyTargetClass(true);
  }

  /** The leases of the methods that were found. */
  Set<String> names() {
    return Set.copyOf(names);
  }

  /** Those of the methods that run for each of their times. */
  CatchUps catchUps() {
    return catchUps;
  }

  @Override
  public void setBeanFactory(BeanFactory beanFactory) {
    super.setBeanFactory(beanFactory);
    if (beanFactory instanceof ConfigurableBeanFactory configurable) {
      EmbeddedValueResolver its = new EmbeddedValueResolver(configurable);
      resolver = text -> Objects.requireNonNullElse(its.resolveStringValue(text), "");
    }
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    Class<?> type = AopUtils.getTargetClass(bean);
    if (!AnnotationUtils.isCandidateClass(type, OnLease.class)) {
      return super.postProcessAfterInitialization(bean, beanName);
    }
    Map<Method, OnLease> methods = methods(type);
    methods.forEach(this::note);
    Object gated = super.postProcessAfterInitialization(bean, beanName);
    methods.forEach(
        (method, onLease) -> {
          if (onLease.catchUp()) {
            catchUps.add(gated, method, onLease, resolver);
          }
        });
    return gated;
  }

  @Override
  public void destroy() {
    catchUps.close();
  }

  private static Map<Method, OnLease> methods(Class<?> type) {
    return MethodIntrospector.selectMethods(
        type,
        (MethodIntrospector.MetadataLookup<OnLease>)
            method -> AnnotatedElementUtils.findMergedAnnotation(method, OnLease.class));
  }

  private void note(Method method, OnLease onLease) {
    refusal(method, onLease)
        .ifPresent(
            why -> {
              throw new UngatedMethodException(onLease.value(), method, why);
            });
    names.add(onLease.value());
  }

  /** Why a method can't be gated; a call that is not would run on every instance. */
  private static Optional<String> refusal(Method method, OnLease onLease) {
    int modifiers = method.getModifiers();
    if (onLease.value().isBlank()) {
      return Optional.of("has no name for its lease, such as @OnLease(\"cleanup\")");
    }
    if (method.getReturnType() != void.class) {
      return Optional.of(
          "returns something: a call that is skipped has nothing to return, so make it void");
    }
    if (Modifier.isStatic(modifiers)) {
      return Optional.of("is static: no proxy can gate it, so make it an instance's");
    }
    if (Modifier.isPrivate(modifiers)) {
      return Optional.of("is private: no proxy can gate it, so make it visible");
    }
    return Modifier.isFinal(modifiers)
        ? Optional.of("is final: no proxy can gate it, so let it be overridden")
        : Optional.empty();
  }

  private static @Nullable Object proceed(
      MethodInvocation call, MethodLeases leases, CatchUps catchUps) throws Throwable {
    Object target = call.getThis();
    Method method =
        target == null
            ? call.getMethod()
            : AopUtils.getMostSpecificMethod(call.getMethod(), target.getClass());
    OnLease onLease = AnnotatedElementUtils.findMergedAnnotation(method, OnLease.class);
    if (onLease == null) {
      return call.proceed();
    }
    MethodLease lease = leases.of(onLease.value());
    Optional<CatchUp> catchUp = catchUps.of(method);
    if (!lease.begin(catchUp)) {
      return null;
    }
    try {
      return call.proceed();
    } finally {
      lease.end(catchUp);
    }
  }
}
