package io.beatcop.monitor;

import io.beatcop.process.Contest;
import io.beatcop.process.SupervisorListener;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The state of this node, for probes: whether its child runs, and whether it may. The supervisor's
 * thread updates it; any thread may read it.
 */
public final class NodeState implements SupervisorListener {

  /** The longest time between two turns of the supervisor's loop. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private final Contest lease;
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
  public NodeState(Contest lease) {
    this(lease, System::nanoTime);
  }

  NodeState(Contest lease, LongSupplier nanoTime) {
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

  /** From now on the lease may end, since it is closed. */
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
   * The fault of this node, if it has one: the child runs past the lease, the supervisor's loop is
   * stuck, or a vital part has ended. A follower is healthy, and so is a node that gets no answer
   * from Redis.
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
