package io.beatcop.cli.run;

import io.beatcop.cli.report.ExitCode;
import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import io.beatcop.log.Log;
import io.beatcop.monitor.HttpAddress;
import io.beatcop.monitor.HttpMonitor;
import io.beatcop.monitor.Listeners;
import io.beatcop.monitor.NodeState;
import io.beatcop.monitor.SystemdNotify;
import io.beatcop.process.Contest;
import io.beatcop.process.Guard;
import io.beatcop.process.SlotContest;
import io.beatcop.process.Supervisor;
import io.beatcop.process.SupervisorListener;
import io.beatcop.redis.RedisLeaseGroup;
import io.beatcop.redis.RedisLeaseStore;
import io.beatcop.redis.RedisStores;
import io.beatcop.settings.Setting;
import io.beatcop.settings.Settings;
import io.beatcop.settings.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts everything that a command needs, runs it, and returns its exit code. */
final class Launch {

  private final Settings settings;
  private final RunSettings effective;

  Launch(Settings settings, RunSettings effective) {
    this.settings = settings;
    this.effective = effective;
  }

  int run() {
    String name = effective.lease().name();
    Log.set(
        new Log.Settings(
            effective.logFormat(), effective.logLevel(), name, effective.lease().holder()));
    Logger log = LoggerFactory.getLogger(Launch.class);
    settings.warnings().forEach(warning -> log.warn("{}: {}", name, warning));
    try {
      // As BeatCop 1.0 did: a start without Redis fails.
      Optional<String> trouble =
          effective.child().asBeatCop1() ? whyRedisIsOutOfReach() : Optional.empty();
      if (trouble.isPresent()) {
        log.error("{}: {}; is Redis up, and is this the right address?", name, trouble.get());
        return ExitCode.UNAVAILABLE;
      }
      return supervise();
    } catch (SettingException e) {
      SettingException explained = settings.explained(e);
      log.error("{}: {}", name, explained.getMessage());
      return ExitCode.of(explained);
    }
  }

  /**
   * Asks Redis once. Users of BeatCop 1.0 rely on the exit code for a Redis that does not answer.
   */
  private Optional<String> whyRedisIsOutOfReach() {
    LeaseAnswer answer;
    try (RedisLeaseStore store = new RedisLeaseStore(effective.lease(), effective.redis())) {
      answer = store.look();
    }
    if (answer instanceof LeaseAnswer.Unavailable unavailable) {
      return Optional.of(unavailable.reason());
    }
    if (answer instanceof LeaseAnswer.Refused refused) {
      // Elsewhere this is a wrong setting. For BeatCop 1.0 the host could not be reached.
      if (refused.reason().kind() == SettingException.Kind.UNKNOWN_HOST) {
        return Optional.of(String.valueOf(refused.reason().getMessage()));
      }
      throw refused.reason();
    }
    return Optional.empty();
  }

  private int supervise() {
    Guard guard = Guard.attached();
    Contest lease = contest();
    NodeState state = new NodeState(lease);
    List<SupervisorListener> listeners = new ArrayList<>(List.of(state));
    SystemdNotify.of(System.getenv(), guard::tellSystemd, effective.lease().name())
        .ifPresent(listeners::add);
    Optional<HttpMonitor> monitor =
        effective.http().map(address -> open(address, lease, state, listeners));
    try {
      Supervisor supervisor =
          new Supervisor(effective.child(), lease, guard, new Listeners(listeners));
      // If any thread ends by an exception, ours or a library's, this node ends too.
      Thread.setDefaultUncaughtExceptionHandler(
          (thread, failure) -> {
            LoggerFactory.getLogger(Launch.class).debug("{} has ended", thread.getName(), failure);
            supervisor.broken(failure);
          });
      return supervisor.run();
    } finally {
      monitor.ifPresent(HttpMonitor::close);
    }
  }

  private Contest contest() {
    if (effective.slots().isEmpty()) {
      return Contest.of(
          new Lease(effective.lease(), RedisStores.of(effective.lease(), effective.redis())));
    }
    LeaseSettings lease = effective.lease();
    return new SlotContest(
        RedisLeaseGroup.builder(lease.name(), effective.slots().getAsInt())
            .redis(effective.redis())
            .holder(lease.holder())
            .ttl(lease.ttl())
            .timeout(lease.timeout())
            .expiringNotice(lease.expiringNotice())
            .trustAbsence(lease.trustAbsence())
            .most(1)
            .build(),
        lease);
  }

  private HttpMonitor open(
      HttpAddress address, Contest lease, NodeState state, List<SupervisorListener> listeners) {
    String setting = settings.find(Setting.HTTP).map(Value::name).orElse("http");
    HttpMonitor monitor = HttpMonitor.open(setting, address, lease, effective.redis(), state);
    listeners.add(monitor.listener());
    return monitor;
  }
}
