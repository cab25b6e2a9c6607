package io.beatcop.quartz.simulation;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.quartz.Scheduler;
import org.quartz.TriggerKey;

/** The simulated node, as the rules of the fire path that run on it may see it. */
interface FireRuntime {

  /** The node's name, as it stands in the lease; each start of a node has a new one. */
  String holder();

  /** The node's wall clock, which may be wrong and may jump. */
  long nowMillis();

  /** The node's monotonic clock, which stands still for nobody. */
  long monotonicMillis();

  /** The token of the term that this node holds right now. */
  OptionalLong held();

  /** Whether this node holds the lease for so long still. */
  boolean isHeldFor(Duration time);

  Duration ttl();

  /** How many workers the scheduler has. */
  int workers();

  /** The scheduler, with what the rules need of it; any other method throws. */
  Scheduler scheduler();

  /**
   * Runs a script on Redis. The answer is called once: empty if none came in time. The script may
   * have run all the same, or run later.
   */
  <R> void ask(RedisScript<R> script, Duration timeout, Consumer<Optional<R>> answer);

  /** Runs a task later, by the monotonic clock. */
  void after(Duration delay, Runnable task);

  /** Runs a task as the next step of another thread: after a moment that differs each time. */
  void soon(Runnable task);

  /** Gives the lease up as soon as nothing is under way, for another node to have it. */
  void leave();

  /** Counts that a rule, or a branch of it, was reached. */
  void reached(String rule);

  /** A line for the story of a trigger, told only when a violation is told. */
  void tell(Object trigger, String line);

  /** A trigger is wound back to its first open slot. */
  void woundBack(TriggerKey key, long firstMillis);
}
