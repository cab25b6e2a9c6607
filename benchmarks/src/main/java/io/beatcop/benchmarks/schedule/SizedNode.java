package io.beatcop.benchmarks.schedule;

import io.beatcop.benchmarks.firings.Jvm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.Trigger;
import org.quartz.impl.matchers.GroupMatcher;

/**
 * The JVM of a node with many triggers. {@code fill COUNT} makes the schedule, and is answered with
 * the seconds that it took; {@code open COUNT} starts the node, and is answered with the
 * milliseconds until it has them all, and its heap for each, in bytes; {@code leave} ends it, and
 * is answered with the moment; {@code first} with the moment of its first firing.
 */
public final class SizedNode {

  static final String FILL = "fill";
  static final String OPEN = "open";
  static final String LEAVE = "leave";
  static final String FIRST = "first";

  private static final int AT_ONCE = 500;
  private static final long TICK_MILLIS = 10;

  private final Store store;
  private final Place place;
  private final String cluster;
  private final String id;
  private Scheduler node;

  private SizedNode(Store store, Place place, String cluster, String id) throws Exception {
    this.store = store;
    this.place = place;
    this.cluster = cluster;
    this.id = id;
    // What Quartz itself needs is no trigger's.
    this.node = Store.RAM.node(place, "unused", id, 0);
    node.start();
    node.shutdown();
  }

  /**
   * Runs until the end of the standard input.
   *
   * @param arguments the store, the cluster, the node, and where the servers are
   */
  public static void main(String[] arguments) {
    List<String> words = List.of(arguments);
    Jvm.obey(
        () -> {
          SizedNode node =
              new SizedNode(
                  Store.valueOf(words.get(0)),
                  Place.of(words.subList(3, words.size())),
                  words.get(1),
                  words.get(2));
          return node::obey;
        });
  }

  private String obey(List<String> words) throws Exception {
    return switch (words.get(0)) {
      case FILL -> fill(Integer.parseInt(words.get(1)));
      case OPEN -> open(Integer.parseInt(words.get(1)));
      case LEAVE -> {
        long begin = System.nanoTime();
        node.shutdown(true);
        yield String.valueOf(begin);
      }
      case FIRST ->
          String.valueOf(
              Objects.requireNonNull(Beat.RUNS.poll(5, TimeUnit.MINUTES), "nothing fires").nanos());
      default -> throw new IllegalArgumentException("there is no order '" + words + "'");
    };
  }

  private String fill(int count) throws Exception {
    node = store.node(place, cluster, id, 0);
    node.start();
    long begin = System.nanoTime();
    add(count);
    String seconds = String.valueOf((System.nanoTime() - begin) / 1e9);
    Customer tick = new Customer("tick");
    node.scheduleJob(tick.job(), tick.every(TICK_MILLIS));
    return seconds;
  }

  private void add(int count) throws Exception {
    Map<JobDetail, Set<? extends Trigger>> some = new HashMap<>();
    for (int i = 0; i < count; i++) {
      Customer customer = new Customer("customer-" + i);
      some.put(customer.job(), Set.of(customer.hourly()));
      if (some.size() == AT_ONCE) {
        node.scheduleJobs(some, false);
        some.clear();
      }
    }
    node.scheduleJobs(some, false);
  }

  private String open(int count) throws Exception {
    long before = heap();
    long begin = System.nanoTime();
    node = store.node(place, cluster, id, 0);
    node.start();
    if (store == Store.RAM) {
      add(count);
    }
    int has = 0;
    while (has < count) {
      has = node.getTriggerKeys(GroupMatcher.anyTriggerGroup()).size();
    }
    double millis = (System.nanoTime() - begin) / 1e6;
    return millis + " " + (heap() - before) / (double) count;
  }

  /** What is in use after a collection. */
  private static long heap() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
