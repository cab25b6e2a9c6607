package io.beatcop.quartz.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The simulated Redis server: it runs scripts one at a time, pauses, stops, and starts again. */
final class SimulatedRedis {

  private final RedisMemory memory;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private boolean paused;
  private boolean forgetsWhoLeft;
  private boolean down;
  private long connections;

  SimulatedRedis(RedisMemory memory) {
    this.memory = memory;
  }

  RedisMemory memory() {
    return memory;
  }

  boolean isDown() {
    return down;
  }

  boolean answers() {
    return !down && !paused;
  }

  /** Another number from each cut of all connections on. */
  long connections() {
    return connections;
  }

  /**
   * Runs a script as soon as the server runs; never, if it stops before.
   *
   * @param waits whether the client still waits for the reply
   */
  <R> void execute(RedisScript<R> script, BooleanSupplier waits, Consumer<R> reply) {
    if (down) {
      return;
    }
    if (paused) {
      waiting.add(
          () -> {
            if (!forgetsWhoLeft || waits.getAsBoolean()) {
              reply.accept(script.run(memory));
            }
          });
    } else {
      reply.accept(script.run(memory));
    }
  }

  /**
   * Is silent from now on.
   *
   * @param forgets whether what a client asked that has left is never done, as with {@code CLIENT
   *     PAUSE}; else it is done late, as when the whole server was stopped
   */
  void pause(boolean forgets) {
    paused = true;
    forgetsWhoLeft = forgets;
  }

  void resume() {
    paused = false;
    while (!waiting.isEmpty() && !paused) {
      waiting.removeFirst().run();
    }
  }

  /** Ends; it may still obey earlier requests, but its replies are lost. */
  void stop() {
    resume();
    down = true;
    connections++;
  }

  void start() {
    down = false;
  }
}
