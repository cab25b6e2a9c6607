package io.beatcop.lease;

import io.beatcop.lease.LeaseAnswer.Unavailable;
import io.beatcop.lease.SimulatedRedis.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The replicas of a simulated server, which have its writes after a while, and {@code WAIT}: a
 * grant is answered when all of them have it, and is no grant if that takes too long.
 */
final class Replication {

  private static final long MICRO = 1000;

  private record Waiting(
      long write, int replicas, LeaseAnswer answer, Consumer<LeaseAnswer> reply) {}

  private final Timeline timeline;
  private final SplittableRandom random;
  private final Mutation mutation;
  private final long timeoutNanos;
  private final long[] acknowledged;
  private final Memory[] memories;
  private Memory latest = Memory.EMPTY;
  private final List<Waiting> waiting = new ArrayList<>();
  private long written;
  private long generation;
  private long cut;
  private boolean isRough;

  Replication(Timeline timeline, SplittableRandom random, Mutation mutation, long ttlNanos) {
    this.timeline = timeline;
    this.random = random;
    this.mutation = mutation;
    this.timeoutNanos = ttlNanos / 12;
    int replicas = random.nextInt(1, 4);
    this.acknowledged = new long[replicas];
    this.memories = new Memory[replicas];
    Arrays.fill(memories, Memory.EMPTY);
  }

  int replicas() {
    return memories.length;
  }

  /** Cuts some replicas off; sends them the writes that they missed when they are back. */
  void cut(long replicas) {
    cut = replicas;
    isRough |= replicas != 0;
    sendToAll();
  }

  private void sendToAll() {
    for (int replica = 0; replica < memories.length; replica++) {
      if (!isCut(replica)) {
        send(replica);
      }
    }
  }

  private boolean isCut(int replica) {
    return (cut >> replica & 1) == 1;
  }

  /** From now on no replica lags. */
  void calm() {
    isRough = false;
    cut(0);
  }

  void write(Memory memory) {
    latest = memory;
    written++;
    sendToAll();
  }

  private void send(int replica) {
    long write = written;
    long of = generation;
    Memory memory = latest;
    boolean lags = isRough && random.nextInt(8) == 0;
    long way = random.nextLong(1000 * MICRO) << (lags ? random.nextInt(9) : 0);
    timeline.after(50 * MICRO + way, () -> arrives(replica, of, write, memory));
  }

  private void arrives(int replica, long of, long write, Memory memory) {
    if (of == generation && !isCut(replica) && write > acknowledged[replica]) {
      acknowledged[replica] = write;
      memories[replica] = memory;
      settle();
    }
  }

  /** {@code WAIT}: answers when all replicas have all that was written so far. */
  void await(LeaseAnswer answer, Consumer<LeaseAnswer> reply) {
    if (mutation == Mutation.REPLICAS_NOT_WAITED_FOR) {
      reply.accept(answer);
      return;
    }
    int enough = mutation == Mutation.ONE_REPLICA_IS_ENOUGH ? 1 : memories.length;
    Waiting waits = new Waiting(written, enough, answer, reply);
    waiting.add(waits);
    timeline.after(
        timeoutNanos,
        () -> {
          if (waiting.remove(waits)) {
            reply.accept(new Unavailable("fewer replicas acknowledged it than were asked for"));
          }
        });
    settle();
  }

  private void settle() {
    List<Waiting> done =
        waiting.stream()
            .filter(
                waits ->
                    Arrays.stream(acknowledged).filter(write -> write >= waits.write()).count()
                        >= waits.replicas())
            .toList();
    waiting.removeAll(done);
    done.forEach(waits -> waits.reply().accept(waits.answer()));
  }

  /** A replica becomes the server; the others, and the old server, follow it. */
  Memory promote(int replica) {
    Memory memory = memories[replica];
    generation++;
    waiting.clear();
    latest = memory;
    Arrays.fill(memories, memory);
    Arrays.fill(acknowledged, written);
    return memory;
  }
}
