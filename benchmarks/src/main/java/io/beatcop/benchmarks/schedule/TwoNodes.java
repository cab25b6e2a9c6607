package io.beatcop.benchmarks.schedule;

import io.beatcop.benchmarks.firings.JobStores;
import io.beatcop.benchmarks.firings.Jvm;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.quartz.Scheduler;

/**
 * The JVM of a cluster of two nodes, whose schedule changes. {@code change CALLERS} is answered
 * with how often a second its first node schedules, reschedules and deletes; {@code run} with the
 * p50, the p99 and the greatest time, in milliseconds, from a call of the second one to the run of
 * its job.
 */
public final class TwoNodes {

  static final String CHANGE = "change";
  static final String RUN = "run";

  /** They stand in the schedule all the time. */
  private static final int STANDING = 1_000;

  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(700);
  private static final int RUNS = 60;
  private static final long BETWEEN_RUNS_MILLIS = 10;

  private final Scheduler first;
  private final Scheduler second;
  private final AtomicInteger numbers = new AtomicInteger();

  private TwoNodes(Scheduler first, Scheduler second) {
    this.first = first;
    this.second = second;
  }

  /**
   * Runs until the end of the standard input.
   *
   * @param arguments the store, and where its servers are
   */
  public static void main(String[] arguments) {
    List<String> words = List.of(arguments);
    Jvm.obey(
        () -> {
          TwoNodes nodes =
              open(Store.valueOf(words.get(0)), Place.of(words.subList(1, words.size())));
          return nodes::obey;
        });
  }

  private static TwoNodes open(Store store, Place place) throws Exception {
    switch (store) {
      case JDBC_H2 -> JobStores.createTables(JobStores.H2);
      case JDBC_POSTGRES -> JobStores.createTables(place.postgres());
      default -> {}
    }
    String cluster = "changes-" + store;
    Scheduler first = store.node(place, cluster, "first", 0);
    first.start();
    for (int i = 0; i < STANDING; i++) {
      Customer customer = new Customer("standing-" + i);
      first.scheduleJob(customer.job(), customer.hourly());
    }
    Scheduler second = store.node(place, cluster, "second", 0);
    second.start();
    return new TwoNodes(first, second);
  }

  private String obey(List<String> words) throws Exception {
    return switch (words.get(0)) {
      case CHANGE -> change(Integer.parseInt(words.get(1)));
      case RUN -> run();
      default -> throw new IllegalArgumentException("there is no order '" + words + "'");
    };
  }

  private String change(int callers) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      List<List<Customer>> known = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        known.add(new ArrayList<>());
      }
      double scheduled =
          rate(
              threads,
              known,
              customers -> {
                for (long begin = System.nanoTime(); isTurn(begin); ) {
                  Customer customer = new Customer("c" + numbers.incrementAndGet());
                  first.scheduleJob(customer.job(), customer.hourly());
                  customers.add(customer);
                }
                return customers.size();
              });
      double rescheduled =
          rate(
              threads,
              known,
              customers -> {
                int done = 0;
                for (long begin = System.nanoTime(); isTurn(begin); done++) {
                  Customer customer = customers.get(done % customers.size());
                  first.rescheduleJob(customer.triggerKey(), customer.hourly());
                }
                return done;
              });
      double deleted =
          rate(
              threads,
              known,
              customers -> {
                for (Customer customer : customers) {
                  first.deleteJob(customer.jobKey());
                }
                return customers.size();
              });
      return scheduled + " " + rescheduled + " " + deleted;
    } finally {
      threads.shutdown();
    }
  }

  private static boolean isTurn(long begin) {
    return System.nanoTime() - begin < TURN_NANOS;
  }

  /** What one caller does in a turn; how many calls it made. */
  private interface Turn {
    int of(List<Customer> customers) throws Exception;
  }

  private static double rate(ExecutorService threads, List<List<Customer>> known, Turn turn)
      throws Exception {
    long begin = System.nanoTime();
    List<Future<Integer>> calls = new ArrayList<>();
    for (List<Customer> customers : known) {
      calls.add(threads.submit(() -> turn.of(customers)));
    }
    int sum = 0;
    for (Future<Integer> call : calls) {
      sum += call.get();
    }
    return sum * 1e9 / (System.nanoTime() - begin);
  }

  private String run() throws Exception {
    Times times = new Times();
    for (int i = 0; i < RUNS; i++) {
      TimeUnit.MILLISECONDS.sleep(BETWEEN_RUNS_MILLIS);
      Customer customer = new Customer("now" + numbers.incrementAndGet());
      long begin = System.nanoTime();
      second.scheduleJob(customer.job(), customer.now());
      Beat.Run run = Objects.requireNonNull(Beat.RUNS.poll(1, TimeUnit.MINUTES), "it never ran");
      times.add(run.nanos() - begin);
    }
    return times.line();
  }
}
