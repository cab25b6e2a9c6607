package io.beatcop.spring;

import io.beatcop.lease.Grant;
import io.beatcop.lease.StaleTokenException;
import io.beatcop.redis.connect.RedisUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which calls of a method run, so that it runs once for each time of its cron, on whichever
 * instance, and once for all times that none could run.
 *
 * <p>A call runs if a time is due that nobody has handled. The time counts as handled from before
 * the run, so no time runs twice; one whose instance dies in the run is lost. Threads may call at
 * once; one of them runs.
 */
final class CatchUp {

  private static final Logger log = LoggerFactory.getLogger(CatchUp.class);

  /** How far our clock may be ahead of that of Redis: who is further ahead waits for Redis. */
  static final Duration MOST_AHEAD = Duration.ofSeconds(3);

  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration LATE = Duration.ofSeconds(1);

  private final String method;
  private final CronTimes times;
  private final Clock clock;
  private final Consumer<Duration> lookLater;
  private long lastMillis;
  private long learntToken = -1;
  private boolean running;
  private boolean missedCall;

  /**
   * What a call runs under.
   *
   * @param lease its name, for the log
   * @param term the one that this instance holds now
   * @param handled what the instances know
   */
  record Turn(String lease, Supplier<Optional<Grant>> term, HandledTimes handled) {

    private boolean isStillIn(Grant grant) {
      return term.get().filter(held -> held.token() == grant.token()).isPresent();
    }
  }

  /**
   * Makes one that knows nothing yet.
   *
   * @param lookLater has the method called after a while; a call that is still to come may go
   */
  CatchUp(String method, CronTimes times, Clock clock, Consumer<Duration> lookLater) {
    this.method = method;
    this.times = times;
    this.clock = clock;
    this.lookLater = lookLater;
  }

  /** Has the method called soon: what is due then runs. */
  void look() {
    lookLater.accept(Duration.ZERO);
  }

  /** Whether a call may run now. If so, {@link #end} must follow. */
  boolean begin(Turn turn) {
    synchronized (this) {
      if (running) {
        missedCall = true;
        return false;
      }
      running = true;
    }
    boolean begun = false;
    try {
      Optional<Grant> grant = turn.term().get();
      begun = grant.isPresent() && claims(turn, grant.get());
    } finally {
      if (!begun) {
        end();
      }
    }
    return begun;
  }

  /** A run is over. What became due meanwhile is next. */
  void end() {
    boolean looks;
    synchronized (this) {
      running = false;
      looks = missedCall;
      missedCall = false;
    }
    if (looks) {
      look();
    }
  }

  private boolean claims(Turn turn, Grant grant) {
    try {
      long nowMillis = learn(turn.handled(), grant);
      long until = Math.min(clock.millis(), nowMillis + MOST_AHEAD.toMillis());
      OptionalLong due = times.newest(lastMillis, until);
      if (due.isEmpty()) {
        times.next(lastMillis).ifPresent(next -> lookLater.accept(lookIn(next - until)));
        return false;
      }
      return handles(turn, grant, due.getAsLong());
    } catch (RedisUnavailableException | StaleTokenException e) {
      // If the term is over indeed, the next call ends there.
      lookLater.accept(PAUSE);
      return false;
    }
  }

  /** Learns up to which time the method is handled. Returns the clock of what keeps that. */
  private long learn(HandledTimes handled, Grant grant) {
    if (learntToken != grant.token()) {
      // Others may have handled later times since, which Redis knows, or nobody.
      lastMillis = 0;
      learntToken = grant.token();
    }
    KnownTimes known = handled.advance(grant, method, lastMillis);
    lastMillis = Math.max(lastMillis, known.lastMillis());
    if (lastMillis == 0) {
      // Nobody knows of an earlier time, so none was missed.
      KnownTimes unused = handled.advance(grant, method, known.nowMillis());
      lastMillis = known.nowMillis();
    }
    return known.nowMillis();
  }

  /** A call that came early is repeated in time; else the one of Spring's schedule goes first. */
  private static Duration lookIn(long waitMillis) {
    Duration wait = Duration.ofMillis(waitMillis);
    return wait.compareTo(LATE) < 0 ? wait : wait.plus(LATE);
  }

  /**
   * Claims a time. In a term nobody else claims, and this node one at a time: so whatever the
   * answer to a repeated question is, the time is ours.
   */
  private boolean handles(Turn turn, Grant grant, long due) {
    while (turn.isStillIn(grant)) {
      try {
        KnownTimes unused = turn.handled().advance(grant, method, due);
        lastMillis = due;
        tellIfLate(turn, due);
        return true;
      } catch (RedisUnavailableException e) {
        LockSupport.parkNanos(PAUSE.toNanos());
        if (Thread.currentThread().isInterrupted()) {
          break;
        }
      }
    }
    log.warn(
        "{}: {} does not run for {}: Redis did not answer; if it knows of this run nevertheless, the"
            + " time is lost, and else the next holder runs it",
        turn.lease(),
        method,
        Instant.ofEpochMilli(due));
    return false;
  }

  private void tellIfLate(Turn turn, long due) {
    long lateMillis = clock.millis() - due;
    if (lateMillis > LATE.toMillis()) {
      log.info(
          "{}: {} was to run at {}, and runs {} s later",
          turn.lease(),
          method,
          Instant.ofEpochMilli(due),
          TimeUnit.MILLISECONDS.toSeconds(lateMillis));
    }
  }
}
