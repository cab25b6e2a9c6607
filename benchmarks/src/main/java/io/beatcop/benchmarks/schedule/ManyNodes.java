package io.beatcop.benchmarks.schedule;

import io.beatcop.benchmarks.firings.Jvm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.quartz.Scheduler;

/**
 * The JVM of many nodes that share a schedule. {@code reach} is answered with the p50, the p99 and
 * the greatest time, in milliseconds, from a call on one node to the moment at which another one
 * shows what it did.
 */
public final class ManyNodes {

  private static final int CHANGES = 100;
  private static final long BETWEEN_CHANGES_MILLIS = 25;
  private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private final List<Scheduler> nodes;
  private int number;

  private ManyNodes(List<Scheduler> nodes) {
    this.nodes = nodes;
  }

  /**
   * Runs until the end of the standard input.
   *
   * @param arguments how many nodes, and where the servers are
   */
  public static void main(String[] arguments) {
    List<String> words = List.of(arguments);
    Jvm.obey(
        () -> {
          int count = Integer.parseInt(words.get(0));
          Place place = Place.of(words.subList(1, words.size()));
          List<Scheduler> nodes = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            Scheduler node = Store.SHARED.node(place, "reach-" + count, "n" + i, 0);
            node.start();
            nodes.add(node);
          }
          ManyNodes many = new ManyNodes(nodes);
          return order -> many.reach();
        });
  }

  private String reach() throws Exception {
    Times times = new Times();
    for (int i = 0; i < CHANGES; i++) {
      TimeUnit.MILLISECONDS.sleep(BETWEEN_CHANGES_MILLIS);
      Customer customer = new Customer("c" + ++number);
      // Each node in turn, so that the holder is one of them.
      Scheduler caller = nodes.get(number % nodes.size());
      List<Scheduler> waiting = new ArrayList<>(nodes);
      waiting.remove(caller);
      long begin = System.nanoTime();
      caller.scheduleJob(customer.job(), customer.hourly());
      while (!waiting.isEmpty()) {
        for (Scheduler node : List.copyOf(waiting)) {
          if (node.checkExists(customer.triggerKey())) {
            times.add(System.nanoTime() - begin);
            waiting.remove(node);
          }
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
    return times.line();
  }
}
