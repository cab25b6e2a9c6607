package io.beatcop.lease;

import io.beatcop.lease.LeaseAnswer.Unavailable;
import io.beatcop.lease.SimulatedRedis.Memory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The process that Redis is: it has a clock of its own, freezes, dies and comes back. */
final class SimulatedServer {

  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1000 * MILLI;

  private record Snapshot(long trueNanos, Memory memory) {}

  private final String name;
  private final Timeline timeline;
  private final Story story;
  private final VirtualClock clock;
  private final Mutation mutation;
  private final SimulatedRedis redis;
  private final Deque<Snapshot> lately = new ArrayDeque<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private Runnable onRelease = () -> {};
  private int incarnation = 1;
  private long pausedNanos;
  private boolean down;
  private boolean frozen;
  private @Nullable Replication replication;

  SimulatedServer(
      String name, Timeline timeline, Story story, VirtualClock clock, Mutation mutation) {
    this.name = name;
    this.timeline = timeline;
    this.story = story;
    this.clock = clock;
    this.mutation = mutation;
    this.redis =
        new SimulatedRedis(() -> Math.floorDiv(clock.at(timeline.nowNanos()), MILLI), mutation);
  }

  SimulatedRedis redis() {
    return redis;
  }

  VirtualClock clock() {
    return clock;
  }

  /** Which process this is: connections to an earlier one are dead. */
  int incarnation() {
    return incarnation;
  }

  boolean isDown() {
    return down;
  }

  boolean isFrozen() {
    return frozen;
  }

  /** Has replicas from now on, and waits for them. */
  void replicateTo(Replication replicas) {
    replication = replicas;
  }

  int replicas() {
    return replication == null ? 0 : replication.replicas();
  }

  /** Cuts some replicas off from what is written. */
  void cutReplicas(long replicas) {
    if (replication != null) {
      replication.cut(replicas);
    }
  }

  /** The replicas have all that was written, and will at once. */
  void calmReplication() {
    if (replication != null) {
      replication.calm();
    }
  }

  /** A replica takes over: with what it has got by now, and without having restarted. */
  void failOver(int replica) {
    if (replication != null) {
      lately.clear();
      down = false;
      redis.takeOver(replication.promote(replica));
      story.tell(name, "fails over to replica " + replica + " with " + redis.memory());
    }
  }

  void onRelease(Runnable listener) {
    onRelease = listener;
  }

  /** An operator pauses the lease. */
  void pause() {
    story.tell(name, "is told to pause");
    pausedNanos = timeline.nowNanos();
    redis.pause();
    onRelease.run();
  }

  /** An operator ends the pause. */
  void resume(boolean told) {
    story.tell(name, "is told to resume");
    redis.resume();
    if (told && mutation != Mutation.RESUME_WAKES_NOBODY) {
      onRelease.run();
    }
  }

  /** An operator asks the holder to leave. */
  void askToStepDown() {
    Long token = redis.memory().token();
    if (token != null) {
      story.tell(name, "is told to have " + token + " step down");
      redis.askToStepDown(token);
      onRelease.run();
    }
  }

  /** Since when the lease has been paused without a break; never, unless it is. */
  long pausedSinceNanos() {
    return redis.isPaused() ? pausedNanos : Long.MAX_VALUE;
  }

  /** A request arrives over a connection to this incarnation. */
  void receive(int connection, Sender sender, LeaseRequest request, Consumer<LeaseAnswer> reply) {
    if (connection != incarnation || down) {
      reply.accept(new Unavailable("the connection was reset"));
    } else if (frozen) {
      waiting.add(() -> receive(connection, sender, request, reply));
    } else {
      execute(sender, request, reply);
    }
  }

  private void execute(Sender sender, LeaseRequest request, Consumer<LeaseAnswer> reply) {
    Memory before = redis.memory();
    LeaseAnswer answer = redis.ask(sender, request);
    if (!redis.memory().equals(before)) {
      remember(before);
      if (replication != null) {
        replication.write(redis.memory());
      }
      if (request instanceof LeaseRequest.Release release && release.announced()) {
        onRelease.run();
      }
    }
    if (story.isTold()) {
      story.tell(name, sender + " asks " + request + " -> " + answer + " " + redis.memory());
    }
    if (replication != null && answer instanceof LeaseAnswer.Granted) {
      replication.await(answer, reply);
    } else {
      reply.accept(answer);
    }
  }

  /** Keeps the memory as it was before each write of the last second. */
  private void remember(Memory before) {
    long now = timeline.nowNanos();
    lately.addLast(new Snapshot(now, before));
    while (lately.getFirst().trueNanos < now - SECOND) {
      lately.removeFirst();
    }
  }

  /** Dies; requests on their way to it are lost. */
  void die() {
    down = true;
    frozen = false;
    incarnation++;
    waiting.clear();
    story.tell(name, "dies");
  }

  /** Starts with all that it had. */
  void startIntact() {
    start(redis.memory());
  }

  /** Starts without the writes of the last nanoseconds before it died; one second at most. */
  void startRolledBack(long diedNanos, long lostNanos) {
    Memory left = redis.memory();
    while (!lately.isEmpty() && lately.getLast().trueNanos > diedNanos - lostNanos) {
      left = lately.removeLast().memory;
    }
    start(left);
  }

  private void start(Memory left) {
    lately.clear();
    down = false;
    redis.restart(left);
    story.tell(name, "starts with " + left);
  }

  void freeze() {
    frozen = true;
    story.tell(name, "freezes");
  }

  /** Goes on; an order among connections is not kept. */
  void thaw(long seed) {
    frozen = false;
    story.tell(name, "thaws, requests waiting: " + waiting.size());
    List<Runnable> queue = new ArrayList<>(waiting);
    waiting.clear();
    Collections.shuffle(queue, new Random(seed));
    queue.forEach(Runnable::run);
  }

  @Override
  public String toString() {
    return name;
  }
}
