package io.beatcop.examples.quartz.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When what happens to the cluster, from the first fire on.
 *
 * @param kill the firing node is killed
 * @param killedReturns the killed node is started again
 * @param freeze the node that fires by then is frozen
 * @param thaw the frozen node is thawed
 * @param stop the node that fires by then is stopped cleanly
 * @param stoppedReturns the stopped node is started again
 * @param end all nodes are stopped
 */
record Timeline(
    Instant kill,
    Instant killedReturns,
    Instant freeze,
    Instant thaw,
    Instant stop,
    Instant stoppedReturns,
    Instant end) {

  private static final double KILL = 0.10;
  private static final double KILLED_RETURNS = 0.24;
  private static final double FREEZE = 0.33;
  private static final double THAW = 0.52;
  private static final double STOP = 0.66;
  private static final double STOPPED_RETURNS = 0.80;

  private static final Duration START_OF_THE_NODES = Duration.ofSeconds(3);

  /** Spreads the events over what is left between the first fire and the end. */
  static Timeline between(Instant firstFire, Instant end) {
    return new Timeline(
        at(firstFire, end, KILL),
        at(firstFire, end, KILLED_RETURNS),
        at(firstFire, end, FREEZE),
        at(firstFire, end, THAW),
        at(firstFire, end, STOP),
        at(firstFire, end, STOPPED_RETURNS),
        betweenFires(end));
  }

  /** The shortest duration in which each fail-over is over before the next act comes. */
  static Duration shortestFor(Duration ttl) {
    // A dead node's lease runs out, the next second comes, and its line is printed.
    double failOver = ttl.toMillis() + 2_500;
    double millis = START_OF_THE_NODES.plus(ttl).toMillis() + failOver / (FREEZE - KILL);
    return Duration.ofSeconds((long) Math.ceil(millis / 1_000));
  }

  private static Instant at(Instant from, Instant to, double share) {
    long millis = Math.round(Duration.between(from, to).toMillis() * share);
    return betweenFires(from.plusMillis(millis));
  }

  /** In the middle of a second, so that nothing is cut off but the lease. */
  private static Instant betweenFires(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).plusMillis(500);
  }
}
