package io.beatcop.quartz.simulation;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The connection between a process and Redis: it takes its time, and loses requests and replies. It
 * keeps connections that are idle; one failure closes them all, and opening another takes longer.
 */
final class SimulatedLink {

  private static final long REFUSED_MICROS = 300;

  /**
   * The faults of requests, in percent.
   *
   * @param lost requests that never arrive
   * @param mute replies that never arrive
   * @param late requests that arrive seconds later
   * @param slow requests that take up to 200 ms
   */
  record Weather(int lost, int mute, int late, int slow) {
    static final Weather FAIR = new Weather(0, 0, 0, 0);
  }

  /** The way from a machine to Redis. */
  static final class Way {
    private Weather weather = Weather.FAIR;
    private boolean silent;

    void weather(Weather next) {
      weather = next;
    }

    /** Swallows everything in both directions, until it is told to stop. */
    void silent(boolean nothingPasses) {
      silent = nothingPasses;
    }

    boolean isSilent() {
      return silent;
    }
  }

  private final FireTimeline timeline;
  private final SplittableRandom random;
  private final SimulatedRedis redis;
  private final SimulatedProcess process;
  private final Way way;
  private int idle;
  private long idleSince;

  SimulatedLink(
      FireTimeline timeline,
      SplittableRandom random,
      SimulatedRedis redis,
      SimulatedProcess process,
      Way way) {
    this.timeline = timeline;
    this.random = random;
    this.redis = redis;
    this.process = process;
    this.way = way;
  }

  /** A question that was asked; it is answered once, by a reply or by the lack of one. */
  private final class Question<R> {
    private final long connections = redis.connections();
    private final Consumer<Optional<R>> answer;
    private boolean answered;

    Question(Consumer<Optional<R>> answer) {
      this.answer = answer;
    }

    void succeed(R reply) {
      if (connections != redis.connections()) {
        fail();
      } else if (!answered) {
        answered = true;
        idle++;
        idleSince = connections;
        answer.accept(Optional.of(reply));
      }
    }

    void fail() {
      if (!answered) {
        answered = true;
        idle = 0;
        answer.accept(Optional.empty());
      }
    }
  }

  /** Runs a script on Redis; the answer is empty if none came in time. */
  <R> void ask(RedisScript<R> script, long timeoutMicros, Consumer<Optional<R>> answer) {
    Question<R> question = new Question<>(answer);
    boolean open = idle > 0;
    boolean broken = open && idleSince != redis.connections();
    idle = Math.max(0, idle - 1);
    if (broken || (!open && redis.isDown())) {
      process.after(REFUSED_MICROS, question::fail);
      return;
    }
    process.after(timeoutMicros, question::fail);
    if (!way.silent && !happens(way.weather.lost)) {
      long connecting = open ? 0 : 200 + random.nextLong(4_000);
      timeline.after(connecting + there(), () -> arrive(script, question));
    }
  }

  private <R> void arrive(RedisScript<R> script, Question<R> question) {
    if (question.connections != redis.connections()) {
      process.run(question::fail);
    } else {
      redis.execute(script, () -> !question.answered, reply -> reply(reply, question));
    }
  }

  private <R> void reply(R reply, Question<R> question) {
    if (!way.silent && !happens(way.weather.mute)) {
      timeline.after(
          back(),
          () -> {
            if (!way.silent) {
              process.run(() -> question.succeed(reply));
            }
          });
    }
  }

  private long there() {
    if (happens(way.weather.late)) {
      return 500_000 + random.nextLong(6_000_000);
    }
    return back();
  }

  private long back() {
    return happens(way.weather.slow)
        ? random.nextLong(200_000)
        : 80 + random.nextLong(random.nextInt(20) == 0 ? 5_000 : 400);
  }

  private boolean happens(int percent) {
    return percent > 0 && random.nextInt(100) < percent;
  }
}
