package io.beatcop.quartz.simulation;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.ObjectAlreadyExistsException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.spi.OperableTrigger;

/** Quartz' {@link Scheduler} on a simulated store, for the calls of rules and applications. */
final class SimulatedScheduler implements InvocationHandler {

  /** The news that a scheduler tells its listeners, and its own thread. */
  interface Listener {
    void scheduled(OperableTrigger trigger);

    void unscheduled(TriggerKey key);

    void paused(TriggerKey key);

    void resumed(TriggerKey key);

    /** The scheduler thread is signalled, with the next time, or 0 if it is not known. */
    void signalled(long nextMillis);
  }

  private final SimulatedRamStore store;
  private final Listener listener;

  private SimulatedScheduler(SimulatedRamStore store, Listener listener) {
    this.store = store;
    this.listener = listener;
  }

  static Scheduler of(SimulatedRamStore store, Listener listener) {
    return (Scheduler)
        Proxy.newProxyInstance(
            SimulatedScheduler.class.getClassLoader(),
            new Class<?>[] {Scheduler.class},
            new SimulatedScheduler(store, listener));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] given)
      throws SchedulerException {
    Object[] arguments = given == null ? new Object[0] : given;
    return switch (method.getName()) {
      case "getTriggerKeys" -> matching((GroupMatcher<?>) arguments[0]);
      case "getTrigger" -> store.trigger((TriggerKey) arguments[0]).orElse(null);
      case "getTriggerState" -> store.state((TriggerKey) arguments[0]);
      case "checkExists" ->
          arguments[0] instanceof JobKey job
              ? store.job(job).isPresent()
              : store.trigger((TriggerKey) arguments[0]).isPresent();
      case "getCalendar" -> store.calendar((String) arguments[0]).orElse(null);
      case "getJobDetail" -> store.job((JobKey) arguments[0]).orElse(null);
      case "getJobKeys" -> store.jobKeys();
      case "getTriggersOfJob" -> store.triggersOf((JobKey) arguments[0]);
      case "rescheduleJob" -> reschedule((TriggerKey) arguments[0], (OperableTrigger) arguments[1]);
      case "scheduleJob" -> schedule(arguments);
      case "addJob" -> {
        store.storeJob((JobDetail) arguments[0]);
        yield null;
      }
      case "unscheduleJob" -> unschedule((TriggerKey) arguments[0]);
      case "deleteJob" -> delete((JobKey) arguments[0]);
      case "pauseTrigger" -> {
        store.pause((TriggerKey) arguments[0]);
        listener.signalled(0);
        listener.paused((TriggerKey) arguments[0]);
        yield null;
      }
      case "resumeTrigger" -> {
        store.resume((TriggerKey) arguments[0]);
        listener.signalled(0);
        listener.resumed((TriggerKey) arguments[0]);
        yield null;
      }
      case "getSchedulerName", "toString" -> "simulated";
      case "hashCode" -> System.identityHashCode(proxy);
      case "equals" -> proxy == arguments[0];
      default -> throw new UnsupportedOperationException(method.toString());
    };
  }

  private Set<TriggerKey> matching(GroupMatcher<?> matcher) {
    Set<TriggerKey> keys = new TreeSet<>();
    for (TriggerKey key : store.keys()) {
      if (matcher.getCompareWithOperator().evaluate(key.getGroup(), matcher.getCompareToValue())) {
        keys.add(key);
      }
    }
    return keys;
  }

  private @Nullable Date reschedule(TriggerKey key, OperableTrigger trigger)
      throws SchedulerException {
    OperableTrigger old = store.trigger(key).orElse(null);
    if (old == null) {
      return null;
    }
    trigger.setJobKey(old.getJobKey());
    Date first = first(trigger);
    boolean unused = store.replaceTrigger(key, trigger);
    listener.signalled(first.getTime());
    listener.unscheduled(key);
    listener.scheduled(trigger);
    return first;
  }

  private Date schedule(Object[] arguments) throws SchedulerException {
    OperableTrigger trigger = (OperableTrigger) arguments[arguments.length - 1];
    if (arguments[0] instanceof JobDetail job && trigger.getJobKey() == null) {
      trigger.setJobKey(job.getKey());
    }
    Date first = first(trigger);
    if (store.trigger(trigger.getKey()).isPresent()) {
      throw new ObjectAlreadyExistsException(trigger);
    }
    if (arguments[0] instanceof JobDetail job) {
      if (store.job(job.getKey()).isPresent()) {
        throw new ObjectAlreadyExistsException(job);
      }
      store.storeJob(job);
    } else if (store.job(trigger.getJobKey()).isEmpty()) {
      throw new SchedulerException("no job " + trigger.getJobKey());
    }
    store.storeTrigger(trigger);
    listener.signalled(first.getTime());
    listener.scheduled(trigger);
    return first;
  }

  private Date first(OperableTrigger trigger) throws SchedulerException {
    trigger.validate();
    Date first = trigger.computeFirstFireTime(store.calendar(trigger).orElse(null));
    if (first == null) {
      throw new SchedulerException(trigger.getKey() + " will never fire");
    }
    return first;
  }

  private boolean unschedule(TriggerKey key) {
    if (!store.removeTrigger(key)) {
      return false;
    }
    listener.signalled(0);
    listener.unscheduled(key);
    return true;
  }

  private boolean delete(JobKey key) {
    List<? extends Trigger> triggers = store.triggersOf(key);
    boolean any = false;
    for (Trigger trigger : triggers) {
      any |= unschedule(trigger.getKey());
    }
    any |= store.removeJob(key);
    if (any) {
      listener.signalled(0);
    }
    return any;
  }
}
