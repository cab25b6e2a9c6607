package io.beatcop.monitor;

import io.beatcop.lease.Lease;
import io.beatcop.process.SupervisorListener;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How this node is, for probes: whether its child runs, and whether it may. Told by the
 * supervisor's thread, asked by any.
 */
public final class NodeState implements SupervisorListener {

  /** How often the supervisor's loop turns at least. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private final Lease lease;
  private final LongSupplier nanoTime;
  private final long patienceNanos;
  private volatile boolean childRuns;
  private volatile Optional<String> broken = Optional.empty();
  private volatile long aliveNanos;
  private volatile boolean leaving;

  /**
   * Makes the state of a node that has not begun.
   *
   * @param lease its lease
   */
  public NodeState(Lease lease) {
    this(lease, System::nanoTime);
  }

  NodeState(Lease lease, LongSupplier nanoTime) {
    this.lease = lease;
    this.nanoTime = nanoTime;
    // A turn may wait for a release, which takes some timeouts of a Redis that does not answer.
    this.patienceNanos =
        HEARTBEAT.multipliedBy(3).plus(lease.settings().timeout().multipliedBy(4)).toNanos();
    this.aliveNanos = nanoTime.getAsLong();
  }

  @Override
  public void alive() {
    aliveNanos = nanoTime.getAsLong();
  }

  @Override
  public Duration heartbeat() {
    return HEARTBEAT;
  }

  @Override
  public void broken(String reason) {
    broken = Optional.of(reason);
  }

  /** From now on the lease may end: it is closed. */
  @Override
  public void leaving() {
    leaving = true;
  }

  @Override
  public void started(long pid, long token) {
    childRuns = true;
  }

  @Override
  public void ended(int exitCode) {
    childRuns = false;
  }

  /**
   * What is not as it must be: the child runs past the lease, the supervisor's loop is stuck, or
   * something has ended that it can't do without. A follower is healthy, and so is a node that
   * Redis does not answer.
   */
  Optional<String> trouble() {
    if (broken.isPresent()) {
      return broken;
    }
    if (!leaving && !lease.isAlive()) {
      return Optional.of("the lease has ended");
    }
    if (childRuns && !lease.isHeld()) {
      return Optional.of("the command runs past the lease");
    }
    return nanoTime.getAsLong() - aliveNanos > patienceNanos
        ? Optional.of("the supervisor is stuck")
        : Optional.empty();
  }

  /** Whether this is the node whose child runs. */
  boolean isLeader() {
    return childRuns && lease.isHeld();
  }
}
