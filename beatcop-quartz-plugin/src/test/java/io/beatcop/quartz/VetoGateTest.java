package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseRequest;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.LeaseStore;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;

/** The gate alone: when it vetoes, what it counts, and that it never throws. */
class VetoGateTest {

  private final RunningJobs running = new RunningJobs();
  private final Map<Object, Object> put = new HashMap<>();
  private final Trigger trigger =
      TriggerBuilder.newTrigger().withIdentity("t", "g").forJob("j", "g").build();
  private final Lease lease =
      new Lease(LeaseSettings.of("test", Duration.ofMinutes(1)), new Granting());

  @AfterEach
  void close() {
    lease.close();
  }

  private static final class Granting implements LeaseStore {

    @Override
    public LeaseAnswer ask(LeaseRequest request) {
      return request instanceof LeaseRequest.Release
          ? new LeaseAnswer.Released()
          : new LeaseAnswer.Granted(42, "held", Optional.empty());
    }

    @Override
    public void onRelease(Runnable wake) {}

    @Override
    public void close() {}
  }

  /** A context that only remembers what is put into it. */
  private JobExecutionContext context() {
    return (JobExecutionContext)
        Proxy.newProxyInstance(
            VetoGateTest.class.getClassLoader(),
            new Class<?>[] {JobExecutionContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "put" -> put.put(arguments[0], arguments[1]);
                  case "get" -> put.get(arguments[0]);
                  case "getTrigger" -> trigger;
                  case "getScheduledFireTime" -> new Date(0);
                  case "getJobDetail" -> JobBuilder.newJob(Node.Ticking.class).build();
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private VetoGate gate() {
    return gateOf("*");
  }

  private VetoGate gateOf(String triggerGroups) {
    PluginSettings settings =
        PluginSettings.of(
            Map.of("redis", "redis://unused", "journal", "off", "triggergroups", triggerGroups),
            "test");
    return new VetoGate(
        "gate", lease, settings, running, Optional.empty(), new VetoedFires(), new GateCounts());
  }

  @Test
  void whatIsGatedIsVetoedWithoutTheLease() {
    VetoGate gate = gate();
    gate.open();

    assertThat(gate.vetoJobExecution(trigger, context())).isTrue();
    assertThat(running.count()).isZero();
  }

  @Test
  void whatIsGatedFiresWithTheLeaseAndLearnsTheToken() {
    VetoGate gate = gate();
    gate.open();
    lease.start();
    JobExecutionContext context = context();

    assertThat(gate.vetoJobExecution(trigger, context)).isFalse();

    assertThat(BeatCop.fencingToken(context)).hasValue(42);
    assertThat(running.count()).isEqualTo(1);
  }

  @Test
  void aClosedGateVetoesThoughTheLeaseIsHeld() {
    VetoGate gate = gate();
    gate.open();
    lease.start();

    gate.close();

    assertThat(gate.vetoJobExecution(trigger, context())).isTrue();
  }

  @Test
  void whatIsNotGatedFiresWithoutTheLease() {
    VetoGate gate = gateOf("other");

    assertThat(gate.vetoJobExecution(trigger, context())).isFalse();
    assertThat(running.count()).isZero();
  }

  @Test
  void aFailureInTheGateIsAVetoAndNoException() {
    VetoGate gate = gate();
    JobExecutionContext broken =
        (JobExecutionContext)
            Proxy.newProxyInstance(
                VetoGateTest.class.getClassLoader(),
                new Class<?>[] {JobExecutionContext.class},
                (proxy, method, arguments) -> {
                  throw new NoClassDefFoundError("on purpose");
                });

    assertThat(gate.vetoJobExecution(trigger, broken)).isTrue();
    assertThat(running.count()).isZero();
  }

  @Test
  void aFiringThatAnotherListenerVetoedHasEnded() {
    VetoGate gate = gate();
    gate.open();
    lease.start();
    gate.vetoJobExecution(trigger, context());

    gate.jobExecutionVetoed(context());

    assertThat(running.count()).isZero();
  }

  @Test
  void whatWaitsForTheLastJobIsDoneOnceWhenItEnds() throws InterruptedException {
    AtomicInteger done = new AtomicInteger();
    running.begin(context(), Optional.empty());
    running.whenIdle(done::incrementAndGet);
    assertThat(done).hasValue(0);

    running.end();
    running.end();

    assertThat(done).hasValue(1);
  }

  @Test
  void whatWaitsIsForgottenWhenTheSchedulerIsBack() {
    AtomicInteger done = new AtomicInteger();
    running.begin(context(), Optional.empty());
    running.whenIdle(done::incrementAndGet);

    running.forget();
    running.end();

    assertThat(done).hasValue(0);
  }
}
