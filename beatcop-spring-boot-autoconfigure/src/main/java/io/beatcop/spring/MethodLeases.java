package io.beatcop.spring;

import io.beatcop.redis.LeaseControl;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * The leases of all methods that need one. They are asked for before the first method is scheduled,
 * and given up after the last one has run.
 */
final class MethodLeases
    implements SmartLifecycle,
        ApplicationListener<ApplicationContextEvent>,
        DisposableBean,
        LeaseSource {

  /** Before what schedules methods, when it starts; after that, when it stops. */
  private static final int PHASE = 0;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ApplicationContext context;
  private final GatedMethods methods;
  private final Function<String, MethodLease> maker;
  private final Map<String, MethodLease> leases = new ConcurrentHashMap<>();
  private volatile boolean running;
  private volatile boolean refreshed;

  MethodLeases(
      ApplicationContext context, GatedMethods methods, Function<String, MethodLease> maker) {
    this.context = context;
    this.methods = methods;
    this.maker = maker;
  }

  /** The lease of a name. One that is asked for late, by a bean that was made late, starts then. */
  MethodLease of(String name) {
    return leases.computeIfAbsent(
        name,
        added -> {
          MethodLease lease = maker.apply(added);
          if (methods.catchUps().isNeededFor(added)) {
            lease.prepareCatchUp();
          }
          if (running) {
            lease.open();
          }
          if (refreshed) {
            lookWhenAcquired(added, lease);
          }
          return lease;
        });
  }

  /**
   * As with Spring's schedules, no method catches up before the application is complete, or when it
   * closes. A child's events come here too.
   */
  @Override
  public void onApplicationEvent(ApplicationContextEvent event) {
    if (event.getApplicationContext() != context) {
      return;
    }
    if (event instanceof ContextRefreshedEvent) {
      refreshed = true;
      leases.forEach(this::lookWhenAcquired);
    } else if (event instanceof ContextClosedEvent) {
      methods.catchUps().close();
    }
  }

  private void lookWhenAcquired(String name, MethodLease lease) {
    lease.whenAcquired(() -> methods.catchUps().look(name));
  }

  @Override
  public LeaseHealth health() {
    return new LeaseHealth(
        leases.values().stream().allMatch(MethodLease::isAlive) || !running,
        leases.values().stream().collect(Collectors.toMap(MethodLease::name, MethodLease::words)));
  }

  @Override
  public List<LeaseView> views() {
    return leases.values().stream().map(MethodLease::view).toList();
  }

  @Override
  public Optional<LeaseControl> control(String lease) {
    return leases.values().stream()
        .filter(known -> known.name().equals(lease))
        .map(MethodLease::control)
        .findFirst();
  }

  @Override
  public void start() {
    methods.names().forEach(this::of);
    running = true;
    leases.values().forEach(MethodLease::open);
  }

  @Override
  public void stop() {
    running = false;
    leases.values().forEach(lease -> lease.leave(PATIENCE));
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }

  @Override
  public void destroy() {
    leases.values().forEach(MethodLease::close);
  }
}
