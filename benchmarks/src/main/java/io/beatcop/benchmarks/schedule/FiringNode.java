package io.beatcop.benchmarks.schedule;

import io.beatcop.benchmarks.firings.Jvm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.quartz.Scheduler;

/**
 * The JVM of one node of a cluster that fires. {@code count} is answered with how often it has
 * fired since it was asked last; {@code since NANOS} with the milliseconds from that moment to the
 * first run of any trigger here, and to that of the last one.
 */
public final class FiringNode {

  static final String COUNT = "count";
  static final String SINCE = "since";

  private static final int TRIGGERS = 20;
  private static final long EVERY_MILLIS = 500;

  private FiringNode() {}

  /**
   * Runs until the end of the standard input.
   *
   * @param arguments the store, the cluster, the node, how soon it finds a dead one, and where the
   *     servers are
   */
  public static void main(String[] arguments) {
    List<String> words = List.of(arguments);
    Jvm.obey(
        () -> {
          Scheduler node =
              Store.valueOf(words.get(0))
                  .node(
                      Place.of(words.subList(4, words.size())),
                      words.get(1),
                      words.get(2),
                      Integer.parseInt(words.get(3)));
          node.start();
          for (int i = 0; i < TRIGGERS; i++) {
            Customer customer = new Customer("t" + i);
            if (!node.checkExists(customer.triggerKey())) {
              node.scheduleJob(customer.job(), customer.every(EVERY_MILLIS));
            }
          }
          return FiringNode::obey;
        });
  }

  private static String obey(List<String> words) throws InterruptedException {
    if (words.get(0).equals(SINCE)) {
      return since(Long.parseLong(words.get(1)));
    }
    int count = Beat.RUNS.size();
    Beat.RUNS.clear();
    return String.valueOf(count);
  }

  private static String since(long begin) throws InterruptedException {
    Map<String, Long> first = new HashMap<>();
    while (first.size() < TRIGGERS) {
      Beat.Run run =
          Objects.requireNonNull(Beat.RUNS.poll(2, TimeUnit.MINUTES), "a trigger is lost");
      if (run.nanos() - begin > 0) {
        first.putIfAbsent(run.name(), run.nanos() - begin);
      }
    }
    return first.values().stream().mapToLong(Long::longValue).min().orElseThrow() / 1e6
        + " "
        + first.values().stream().mapToLong(Long::longValue).max().orElseThrow() / 1e6;
  }
}
