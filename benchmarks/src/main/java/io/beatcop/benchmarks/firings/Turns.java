package io.beatcop.benchmarks.firings;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The JVM of one contestant. It says {@code ready}, and answers each line of its standard input
 * with a line of figures: {@code burst} with the firings per second of a turn, {@code paced RATE}
 * with {@link PacedGate}'s. It ends with its standard input.
 */
public final class Turns {

  static final String BURST = "burst";
  static final String PACED = "paced";
  static final String READY = "ready";

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
    try {
      Peer peer = Peer.valueOf(arguments[0]);
      Contestant contestant =
          peer.open(Conditions.of(List.of(arguments).subList(1, arguments.length)));
      System.out.println(READY);
      obey(contestant);
      System.exit(0);
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void obey(Contestant contestant) throws Exception {
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      String[] words = order.split(" ", -1);
      switch (words[0]) {
        case BURST -> System.out.println(burst(contestant));
        case PACED ->
            System.out.println(
                PacedGate.measure(
                        ((BeatCopContestant) contestant).scheduler(), Integer.parseInt(words[1]))
                    .line());
        default -> throw new IllegalArgumentException("there is no order '" + order + "'");
      }
    }
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
