package io.beatcop.quartz.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lease as the whole cluster sees it: a simple one that is right. At most one node holds it,
 * and tokens grow, also where Redis forgets.
 */
final class SimulatedLease {

  /** The part of a ttl that a holder counts on. */
  private static final double USABLE = 0.9;

  /**
   * The reply to a node that wants the lease.
   *
   * @param token of the term that it has, if it has one
   * @param holder who holds it
   */
  record Reply(Optional<Long> token, String holder) {}

  /** Someone who wants to know that the lease was released. */
  interface Waiter {
    void released();
  }

  private final FireTimeline timeline;
  private final FireChecker checker;
  private final long ttlMicros;
  private final List<Waiter> waiters = new ArrayList<>();
  private String holder = "";
  private long token;
  private long heldUntilMicros = Long.MIN_VALUE;

  SimulatedLease(FireTimeline timeline, FireChecker checker, long ttlMicros) {
    this.timeline = timeline;
    this.checker = checker;
    this.ttlMicros = ttlMicros;
  }

  long ttlMicros() {
    return ttlMicros;
  }

  long usableMicros() {
    return (long) (ttlMicros * USABLE);
  }

  void await(Waiter waiter) {
    waiters.add(waiter);
  }

  /** The script by which a node takes the lease, or goes on to hold it. */
  Reply want(RedisMemory memory, String name, long sentMicros) {
    Optional<String> key = memory.get(RedisMemory.LEASE);
    boolean own = holder.equals(name) && timeline.nowMicros() < heldUntilMicros;
    boolean free = timeline.nowMicros() >= heldUntilMicros;
    boolean another = key.filter(there -> !there.equals(name)).isPresent();
    if (another || (!own && !free)) {
      return new Reply(Optional.empty(), key.orElse(holder));
    }
    memory.set(RedisMemory.LEASE, name, ttlMicros);
    long until = sentMicros + usableMicros();
    if (!own) {
      if (until <= timeline.nowMicros()) {
        return new Reply(Optional.empty(), name);
      }
      checker.termEnded(token, FireTimeline.EPOCH_MILLIS + heldUntilMicros / 1000);
      holder = name;
      token++;
      checker.termBegan(name, token);
      heldUntilMicros = until;
    }
    // Also what Redis has forgotten of it: a renewal writes the token back.
    memory.set(RedisMemory.TOKEN, String.valueOf(token));
    heldUntilMicros = Math.max(heldUntilMicros, until);
    return new Reply(Optional.of(token), name);
  }

  /** The script by which a node gives it back. */
  boolean release(RedisMemory memory, String name) {
    boolean mine = memory.get(RedisMemory.LEASE).filter(name::equals).isPresent();
    if (mine) {
      memory.delete(RedisMemory.LEASE);
      waiters.forEach(Waiter::released);
    }
    return mine;
  }

  /** A node does not hold its term any more; it may have slept over its deadline. */
  void ended(String name, long endedToken) {
    boolean last = holder.equals(name) && token == endedToken;
    if (last) {
      heldUntilMicros = Math.min(heldUntilMicros, timeline.nowMicros());
    }
    checker.termEnded(
        endedToken,
        last ? FireTimeline.EPOCH_MILLIS + heldUntilMicros / 1000 : timeline.nowMillis());
  }
}
