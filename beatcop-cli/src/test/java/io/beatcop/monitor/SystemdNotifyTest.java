package io.beatcop.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What systemd is told. */
class SystemdNotifyTest {

  private final List<String> told = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();

  private SystemdNotify systemd(Optional<Long> watchdogNanos) {
    return new SystemdNotify(told::add, nanos::get, watchdogNanos, "nightly");
  }

  @Test
  void aFollowerIsReady() {
    systemd(Optional.empty()).waiting();

    assertThat(told).containsExactly("READY=1\nSTATUS=waiting for nightly");
  }

  @Test
  void eachChangeIsAStatus() {
    SystemdNotify systemd = systemd(Optional.empty());

    systemd.waiting();
    systemd.started(7, 42);
    systemd.stopping("the lease\nis lost");
    systemd.ended(143);
    systemd.leaving();

    assertThat(told.subList(1, told.size()))
        .containsExactly(
            "STATUS=running pid 7, token 42",
            "STATUS=stopping: the lease is lost",
            "STATUS=the command has ended with 143",
            "STOPPING=1");
  }

  @Test
  void theWatchdogIsAnsweredOnlyWhileTheLoopTurns() {
    SystemdNotify systemd = systemd(Optional.of(TimeUnit.SECONDS.toNanos(8)));

    systemd.alive();
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
    systemd.alive();
    systemd.alive();

    assertThat(told).containsExactly("WATCHDOG=1");
  }

  @Test
  void withoutAWatchdogNobodyIsAnswered() {
    SystemdNotify systemd = systemd(Optional.empty());

    nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
    systemd.alive();

    assertThat(told).isEmpty();
  }

  @Test
  void whereSystemdHasNotStartedUsNobodyIsTold() {
    assertThat(SystemdNotify.of(Map.of(), told::add, "nightly")).isEmpty();
  }

  @Test
  void theWatchdogsTimeIsTakenFromTheEnvironment() {
    Map<String, String> environment = Map.of("NOTIFY_SOCKET", "@s", "WATCHDOG_USEC", "1");

    SystemdNotify.of(environment, told::add, "nightly").orElseThrow().alive();

    assertThat(told).containsExactly("WATCHDOG=1");
  }
}
