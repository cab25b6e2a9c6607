package io.beatcop.benchmarks.firings;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The JVM of one contestant. It answers {@code burst} with the firings per second of a turn, and
 * {@code paced RATE} with the figures of {@link PacedGate}.
 */
public final class Turns {

  static final String BURST = "burst";
  static final String PACED = "paced";

  /** Before a turn counts: threads and connections wake up. */
  private static final long WARM_UP_MILLIS = 500;

  private static final long TURN_MILLIS = 1500;

  /** After a turn: firings under way end before the next contestant's turn. */
  private static final long SETTLE_MILLIS = 300;

  private Turns() {}

  /**
   * Runs until the end of the standard input.
   *
   * @param arguments the peer, and its conditions
   */
  public static void main(String[] arguments) {
    List<String> words = List.of(arguments);
    Jvm.obey(
        () -> {
          Contestant contestant =
              Peer.valueOf(words.get(0)).open(Conditions.of(words.subList(1, words.size())));
          return order -> obey(contestant, order);
        });
  }

  private static String obey(Contestant contestant, List<String> order) throws Exception {
    return switch (order.get(0)) {
      case BURST -> String.valueOf(burst(contestant));
      case PACED ->
          PacedGate.measure(
                  ((BeatCopContestant) contestant).scheduler(), Integer.parseInt(order.get(1)))
              .line();
      default -> throw new IllegalArgumentException("there is no order '" + order + "'");
    };
  }

  /** The firings per second of a turn. */
  private static double burst(Contestant contestant) throws Exception {
    contestant.go();
    TimeUnit.MILLISECONDS.sleep(WARM_UP_MILLIS);
    long before = CountedJob.EXECUTED.sum();
    long begin = System.nanoTime();
    TimeUnit.MILLISECONDS.sleep(TURN_MILLIS);
    long executed = CountedJob.EXECUTED.sum() - before;
    double rate = executed * 1e9 / (System.nanoTime() - begin);
    contestant.pause();
    TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
    return rate;
  }
}
