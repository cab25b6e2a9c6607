package io.beatcop.lease;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * What lies between the nodes and the server: it takes its time, loses requests and replies, and
 * delivers requests late whose connection is long closed.
 */
final class SimulatedNetwork {

  private static final long MICRO = 1000;

  /** The longest way of a message in fair weather. */
  static final long LONGEST_WAY_NANOS = 2000 * MICRO;

  private static final long SHORTEST_WAY_NANOS = 50 * MICRO;

  /**
   * How bad it is, in percent of the requests.
   *
   * @param lostRequests are never executed
   * @param lostReplies are executed, but nobody learns
   * @param lateRequests are executed when the asker has long given up
   * @param slow take about as long as the timeout
   */
  record Weather(int lostRequests, int lostReplies, int lateRequests, int slow) {
    static final Weather FAIR = new Weather(0, 0, 0, 0);
  }

  private final Timeline timeline;
  private final SplittableRandom random;
  private final SimulatedServer server;
  private final long ttlNanos;
  private Weather weather = Weather.FAIR;
  private long lastLateNanos;

  SimulatedNetwork(
      Timeline timeline, SplittableRandom random, SimulatedServer server, long ttlNanos) {
    this.timeline = timeline;
    this.random = random;
    this.server = server;
    this.ttlNanos = ttlNanos;
  }

  void weather(Weather newWeather) {
    weather = newWeather;
  }

  /** The true time after which no late request is under way any more. */
  long lastLateNanos() {
    return lastLateNanos;
  }

  /** Takes a request to the server, and the answer back, or not. */
  void send(
      int connection, Sender sender, LeaseRequest request, Consumer<LeaseAnswer> deliverReply) {
    int fate = weather.equals(Weather.FAIR) ? 100 : random.nextInt(100);
    boolean lostRequest = (fate -= weather.lostRequests) < 0;
    boolean lostReply = !lostRequest && (fate -= weather.lostReplies) < 0;
    boolean late = !lostRequest && !lostReply && (fate -= weather.lateRequests) < 0;
    boolean slow = !lostRequest && !lostReply && !late && fate - weather.slow < 0;
    if (lostRequest) {
      return;
    }
    long there = way();
    if (late) {
      there += random.nextLong(ttlNanos << random.nextInt(3));
      lastLateNanos = Math.max(lastLateNanos, timeline.nowNanos() + there);
    } else if (slow) {
      there += random.nextLong(ttlNanos / 6);
    }
    long back = slow ? way() + random.nextLong(ttlNanos / 6) : way();
    timeline.after(
        there,
        () ->
            server.receive(
                connection,
                sender,
                request,
                answer -> {
                  if (!lostReply) {
                    timeline.after(back, () -> deliverReply.accept(answer));
                  }
                }));
  }

  /** Whether the news of a release does not reach a node. */
  boolean losesNews() {
    return weather.lostReplies > 0 && random.nextInt(100) < weather.lostReplies;
  }

  /** How long a message takes in fair weather. */
  long way() {
    return SHORTEST_WAY_NANOS + random.nextLong(LONGEST_WAY_NANOS - SHORTEST_WAY_NANOS);
  }
}
