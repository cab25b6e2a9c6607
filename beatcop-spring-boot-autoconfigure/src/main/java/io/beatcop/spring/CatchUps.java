package io.beatcop.spring;

import java.lang.reflect.Method;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.Schedules;
import org.springframework.scheduling.support.CronExpression;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

/** The methods that run for each time of their cron, by the leases that they need. */
final class CatchUps implements AutoCloseable {

  private final Map<Method, Entry> entries = new ConcurrentHashMap<>();

  private record Entry(String lease, CatchUp catchUp, Looks looks) {}

  /**
   * Adds a method.
   *
   * @param bean what to call it on; a gate stands before it
   * @param resolver puts the values of properties into a text
   * @throws UngatedMethodException if its times can't be known
   */
  void add(Object bean, Method method, OnLease onLease, UnaryOperator<String> resolver) {
    List<CronTimes.Cron> crons = crons(method, onLease, resolver);
    if (crons.isEmpty()) {
      // Switched off, as Spring calls it.
      return;
    }
    String name = method.getDeclaringClass().getName() + "." + method.getName();
    Method invocable = AopUtils.selectInvocableMethod(method, bean.getClass());
    Looks looks = new Looks(name, () -> call(bean, invocable));
    CatchUp catchUp = new CatchUp(name, new CronTimes(crons), Clock.systemUTC(), looks);
    if (entries.putIfAbsent(method, new Entry(onLease.value(), catchUp, looks)) != null) {
      looks.close();
      throw new UngatedMethodException(
          onLease.value(),
          method,
          "catches up in two beans: the times of one would count for the other, so make it one bean");
    }
  }

  private static void call(Object bean, Method method) {
    ReflectionUtils.makeAccessible(method);
    ReflectionUtils.invokeMethod(method, bean);
  }

  private static List<CronTimes.Cron> crons(
      Method method, OnLease onLease, UnaryOperator<String> resolver) {
    List<CronTimes.Cron> crons = new ArrayList<>();
    Set<Scheduled> all =
        AnnotatedElementUtils.getMergedRepeatableAnnotations(
            method, Scheduled.class, Schedules.class);
    for (Scheduled scheduled : all) {
      String cron = resolver.apply(scheduled.cron());
      if (!StringUtils.hasText(cron)) {
        throw new UngatedMethodException(
            onLease.value(),
            method,
            "catches up, and has no cron: a time that was missed is known of a cron only");
      }
      if (!cron.equals(Scheduled.CRON_DISABLED)) {
        crons.add(cron(method, onLease, cron, resolver.apply(scheduled.zone())));
      }
    }
    if (all.isEmpty()) {
      throw new UngatedMethodException(
          onLease.value(), method, "catches up, and has no @Scheduled with a cron beside it");
    }
    return crons;
  }

  private static CronTimes.Cron cron(Method method, OnLease onLease, String cron, String zone) {
    try {
      return new CronTimes.Cron(
          CronExpression.parse(cron),
          StringUtils.hasText(zone)
              ? StringUtils.parseTimeZoneString(zone).toZoneId()
              : ZoneId.systemDefault());
    } catch (IllegalArgumentException e) {
      throw new UngatedMethodException(
          onLease.value(), method, "has a cron that can't be read: " + e.getMessage());
    }
  }

  /** What decides for a method, if it catches up. */
  Optional<CatchUp> of(Method method) {
    return Optional.ofNullable(entries.get(method)).map(Entry::catchUp);
  }

  /** Whether a method with this lease catches up. */
  boolean isNeededFor(String lease) {
    return entries.values().stream().anyMatch(entry -> entry.lease().equals(lease));
  }

  /** Has the methods of a lease called soon: what is due then runs. */
  void look(String lease) {
    entries.values().stream()
        .filter(entry -> entry.lease().equals(lease))
        .forEach(entry -> entry.catchUp().look());
  }

  @Override
  public void close() {
    entries.values().forEach(entry -> entry.looks().close());
  }
}
