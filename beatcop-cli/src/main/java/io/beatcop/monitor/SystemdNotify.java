package io.beatcop.monitor;

import io.beatcop.process.SupervisorListener;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells systemd the state of this node ({@code Type=notify}). It is ready once it waits for the
 * lease, since a follower starts no more. {@code systemctl status} shows what it does.
 *
 * <p>If systemd watches it ({@code WatchdogSec=}), the supervisor's loop answers at each turn, so a
 * stuck loop does not.
 *
 * <p>Java can't send to systemd's socket, which takes datagrams, so {@code channel} does it.
 * Source: sd_notify(3).
 */
public final class SystemdNotify implements SupervisorListener {

  private static final String SOCKET = "NOTIFY_SOCKET";
  private static final String WATCHDOG = "WATCHDOG_USEC";

  private final Consumer<String> channel;
  private final LongSupplier nanoTime;
  private final Optional<Long> watchdogNanos;
  private final String lease;
  private boolean ready;
  private long answeredNanos;

  SystemdNotify(
      Consumer<String> channel, LongSupplier nanoTime, Optional<Long> watchdogNanos, String lease) {
    this.channel = channel;
    this.nanoTime = nanoTime;
    this.watchdogNanos = watchdogNanos;
    this.lease = lease;
    this.answeredNanos = nanoTime.getAsLong();
  }

  /**
   * The listener for systemd, if systemd has started this node and wants to be told.
   *
   * @param environment our environment
   * @param channel sends a datagram to the socket that {@code NOTIFY_SOCKET} names
   * @param lease the lease's name
   * @return the listener, or empty
   */
  public static Optional<SystemdNotify> of(
      Map<String, String> environment, Consumer<String> channel, String lease) {
    if (environment.getOrDefault(SOCKET, "").isEmpty()) {
      return Optional.empty();
    }
    String micros = environment.getOrDefault(WATCHDOG, "");
    Optional<Long> watchdog =
        micros.matches("[1-9]\\d{0,14}")
            ? Optional.of(Long.parseLong(micros) * 1000)
            : Optional.empty();
    return Optional.of(new SystemdNotify(channel, System::nanoTime, watchdog, lease));
  }

  @Override
  public void waiting() {
    tell("STATUS=waiting for " + lease);
  }

  @Override
  public void started(long pid, long token) {
    tell("STATUS=running pid " + pid + ", token " + token);
  }

  @Override
  public void stopping(String reason) {
    tell("STATUS=stopping: " + reason);
  }

  @Override
  public void ended(int exitCode) {
    tell("STATUS=the command has ended with " + exitCode);
  }

  private void tell(String status) {
    // A line break would begin another assignment.
    String line = status.replace('\n', ' ');
    channel.accept(ready ? line : "READY=1\n" + line);
    ready = true;
  }

  /** Answers the watchdog, if a quarter of its time has passed. */
  @Override
  public void alive() {
    long now = nanoTime.getAsLong();
    if (watchdogNanos.isPresent() && now - answeredNanos >= watchdogNanos.get() / 4) {
      answeredNanos = now;
      channel.accept("WATCHDOG=1");
    }
  }

  @Override
  public Duration heartbeat() {
    return watchdogNanos
        .map(nanos -> Duration.ofNanos(nanos / 4))
        .orElseGet(SupervisorListener.super::heartbeat);
  }

  @Override
  public void leaving() {
    channel.accept("STOPPING=1");
  }
}
