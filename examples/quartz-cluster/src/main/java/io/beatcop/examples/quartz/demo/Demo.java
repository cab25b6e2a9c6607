package io.beatcop.examples.quartz.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.beatcop.lease.Durations;
import io.beatcop.lease.SettingException;
import io.beatcop.redis.settings.RedisSettings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The demo: it starts Redis, a database and a cluster of nodes, runs its scenario, and ends them
 * all, however it ends itself.
 *
 * <p>System properties, set by the script {@code demo}: {@code demo.logs}, the folder for the logs;
 * {@code demo.colours}, whether the terminal shows colours.
 */
public final class Demo {

  // The name of the scheduler in quartz.properties gives the lease its name.
  private static final String LEASE = "beatcop:demo";

  private final Path logs = Path.of(System.getProperty("demo.logs", "target/demo-logs"));
  private final Chart chart =
      new Chart(
          System.getProperty("native.encoding", "").equalsIgnoreCase("UTF-8"),
          Boolean.getBoolean("demo.colours"));
  private final PrintStream out =
      new PrintStream(
          new FileOutputStream(FileDescriptor.out), true, chart.unicode() ? UTF_8 : US_ASCII);
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private boolean closed;
  private volatile boolean over;

  private Demo() {}

  /**
   * Runs the demo and ends the JVM.
   *
   * @param args the options, see {@code --help}
   */
  public static void main(String[] args) {
    Demo demo = new Demo();
    Runtime.getRuntime().addShutdownHook(new Thread(demo::close, "beatcop-demo-end"));
    System.exit(demo.run(List.of(args)));
  }

  private int run(List<String> args) {
    try {
      if (args.contains("--help") || args.contains("-h")) {
        out.print(Options.HELP);
        return 0;
      }
      return run(Options.parse(args));
    } catch (SettingException e) {
      System.err.println("demo: " + e.getMessage());
      return DemoException.USAGE;
    } catch (DemoException e) {
      return complain(String.valueOf(e.getMessage()), e.exitCode());
    } catch (RuntimeException e) {
      // Not the JVM's own exit code, which is 1: that means a duplicate here.
      return complain(e.toString(), DemoException.FAILED);
    } finally {
      over = true;
    }
  }

  private int complain(String message, int exitCode) {
    // Ctrl-C in a terminal ends the nodes as well; that is no failure.
    Pause.of(Duration.ofMillis(300));
    if (!isClosed()) {
      System.err.println("demo: " + message);
    }
    return exitCode;
  }

  private int run(Options options) {
    prepareLogs();
    String uri =
        options.redis().orElseGet(() -> closeAtEnd(RedisChild.start(logs.toAbsolutePath())).uri());
    RedisSettings redis = RedisSettings.parse(uri);
    LeaseKey lease = new LeaseKey(redis, LEASE);
    lease.trouble().ifPresent(trouble -> refuse(redis, trouble));
    Ledger ledger = closeAtEnd(Ledger.open());
    Cluster cluster =
        closeAtEnd(
            new Cluster(
                new NodeProcess.Settings(
                    uri,
                    options.ttl(),
                    options.spread(),
                    options.spread() > 1 ? options.spread() * SpreadScenario.JOBS_PER_SLICE : 1,
                    ledger.url(),
                    logs)));
    if (options.spread() > 1) {
      return spread(options, redis, cluster, ledger);
    }
    introduce(options, redis, lease);
    Summary summary =
        new Scenario(new Scenario.Stage(cluster, ledger, lease, chart, out), options).run();
    conclude(summary.lines(), summary.verdict());
    return summary.exitCode();
  }

  private int spread(Options options, RedisSettings redis, Cluster cluster, Ledger ledger) {
    out.println();
    out.printf(
        "%s, ttl %s, on %s%n",
        chart.paint("1", options.nodes() + " Quartz nodes, " + options.spread() + " slices"),
        Durations.format(options.ttl()),
        redis);
    out.printf(
        "%d jobs fire every second, each on one node. Each node has its part of the slices, and so%n",
        options.spread() * SpreadScenario.JOBS_PER_SLICE);
    out.println("of the jobs. One node is killed, and one is stopped. Who takes over what?");
    out.println("A node is shown as its slices, and the jobs that it fired in that second.");
    out.println();
    Slices slices = closeAtEnd(new Slices(redis, LEASE, options.spread()));
    SpreadSummary summary =
        new SpreadScenario(new SpreadScenario.Stage(cluster, ledger, slices, chart, out), options)
            .run();
    conclude(summary.lines(), summary.verdict());
    return summary.exitCode();
  }

  private void introduce(Options options, RedisSettings redis, LeaseKey lease) {
    String ttl = Durations.format(options.ttl());
    out.println();
    out.printf(
        "%s, ttl %s, on %s, for %s%n",
        chart.paint("1", options.nodes() + " Quartz nodes, one lease"),
        ttl,
        redis,
        Durations.format(options.duration()));
    out.println("A job fires every second, on one node. That node is killed with kill -9; later");
    out.println("the next one is stopped cleanly. Who takes over, and how soon?");
    if (lease.isGoneWithoutRelease()) {
      out.println();
      out.println(
          "In this Redis no release of the lease is on record, so somebody might still rely");
      out.println("on it. The first grant counts only after one ttl (" + ttl + ").");
    }
    lease.holder().ifPresent(this::introduceHolder);
    out.println();
    out.println("  " + chart.legend());
  }

  private void introduceHolder(String holder) {
    out.println();
    out.println("The lease is held by " + holder + ".");
    out.println("An earlier run left it behind, or another one goes on: it must run out first.");
  }

  private void conclude(List<String> lines, String verdict) {
    out.println();
    lines.forEach(line -> out.println("  " + chart.text(line)));
    out.println("  logs         " + logs);
    out.println();
    out.println(chart.paint("1", verdict));
  }

  private static void refuse(RedisSettings redis, String trouble) {
    throw new DemoException(DemoException.UNAVAILABLE, redis + " can't be used: " + trouble);
  }

  private void prepareLogs() {
    try {
      Files.createDirectories(logs);
      try (DirectoryStream<Path> old = Files.newDirectoryStream(logs, "*.log")) {
        for (Path log : old) {
          Files.delete(log);
        }
      }
    } catch (IOException e) {
      throw new DemoException("the folder of the logs can't be used", e);
    }
    // Before the first logger is made.
    System.setProperty("org.slf4j.simpleLogger.logFile", logs.resolve("demo.log").toString());
  }

  private synchronized <T extends AutoCloseable> T closeAtEnd(T resource) {
    running.push(resource);
    return resource;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** The one way out, for every end: after the summary, after a failure, after Ctrl-C. */
  private synchronized void close() {
    closed = true;
    for (AutoCloseable resource : running) {
      try {
        resource.close();
      } catch (Exception e) {
        System.err.println("demo: " + e);
      }
    }
    if (!over) {
      out.println();
      out.println("Interrupted. The nodes are stopped, nothing is left running.");
    }
  }
}
