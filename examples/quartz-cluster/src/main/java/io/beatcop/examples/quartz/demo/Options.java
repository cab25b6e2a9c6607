package io.beatcop.examples.quartz.demo;

import io.beatcop.lease.Durations;
import io.beatcop.lease.SettingException;
import io.beatcop.redis.settings.RedisSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The user's choices.
 *
 * @param nodes how many nodes, 2 to 9
 * @param ttl the time to live of the lease, as every node's {@code quartz.properties} says it
 * @param duration how long the demo runs, from the start of the nodes to their end
 * @param redis the user's own Redis, or empty for one that the demo starts
 * @param spread how many slices the jobs are cut into; with 1 there is one job
 */
record Options(int nodes, Duration ttl, Duration duration, Optional<String> redis, int spread) {

  static final String HELP =
      """
      Usage: demo [OPTION]...

      Runs a cluster of plain Quartz applications that share one lease. A job fires every second,
      on exactly one node. The demo kills that node with kill -9, freezes the next one, stops the one
      after that cleanly, brings all back, and tells what it saw: duplicates, lost fires, gaps,
      fail-over and hand-over times.

        --nodes N        how many nodes, 2 to 9 (default 3); each is a JVM of its own
        --ttl TIME       how long a dead node can keep the others waiting (default 3s)
        --duration TIME  how long it all takes (default 40s)
        --spread N       cut many jobs into N slices, a power of two from 2 to 64, which the nodes
                         share: one node is killed, one is stopped, and both come back
        --redis URL      use this Redis, redis://[[user]:password@]host[:port][/database], rather
                         than start one
        --help           show this text

      TIME is a number and a unit: 500ms, 3s, 1m.

      Exit codes: 0 all well, 1 a scheduled time fired twice or never, 64 a wrong option, 69 Redis does
      not answer, 70 the demo failed; 130 after Ctrl-C.
      """;

  private static final Duration SHORTEST_TTL = Duration.ofMillis(500);
  private static final Duration LONGEST_TTL = Duration.ofSeconds(30);
  private static final Duration LONGEST_DURATION = Duration.ofMinutes(10);

  private static final int MOST_SLICES = 64;
  private static final String NODES = "must be a whole number from 2 to 9";
  private static final String SLICES = "must be a power of two from 2 to " + MOST_SLICES;

  Options {
    if (spread < 1 || spread > MOST_SLICES || Integer.bitCount(spread) != 1) {
      throw new SettingException("--spread", spread, SLICES);
    }
    redis.ifPresent(Options::checkRedis);
    if (nodes < 2 || nodes > 9) {
      throw new SettingException("--nodes", nodes, NODES);
    }
    if (ttl.compareTo(SHORTEST_TTL) < 0 || ttl.compareTo(LONGEST_TTL) > 0) {
      throw new SettingException("--ttl", Durations.format(ttl), "must be from 500ms to 30s");
    }
    Duration shortest = Timeline.shortestFor(ttl);
    if (duration.compareTo(shortest) < 0) {
      throw new SettingException(
          "--duration",
          Durations.format(duration),
          "a ttl of " + Durations.format(ttl) + " needs at least " + Durations.format(shortest));
    }
    if (duration.compareTo(LONGEST_DURATION) > 0) {
      throw new SettingException("--duration", Durations.format(duration), "must be at most 10m");
    }
  }

  /** Reads the command line; refuses any mistake in it with one sentence. */
  static Options parse(List<String> args) {
    int nodes = 3;
    Duration ttl = Duration.ofSeconds(3);
    Duration duration = Duration.ofSeconds(40);
    Optional<String> redis = Optional.empty();
    int spread = 1;
    Deque<String> rest = new ArrayDeque<>(args);
    while (!rest.isEmpty()) {
      String[] option = rest.remove().split("=", 2);
      switch (option[0]) {
        case "--nodes" -> nodes = number(option[0], value(option, rest), NODES);
        case "--spread" -> spread = number(option[0], value(option, rest), SLICES);
        case "--ttl" -> ttl = Durations.parse(option[0], value(option, rest));
        case "--duration" -> duration = Durations.parse(option[0], value(option, rest));
        case "--redis" -> redis = Optional.of(value(option, rest));
        default ->
            throw new DemoException(
                DemoException.USAGE, option[0] + ": no such option, see demo --help");
      }
    }
    return new Options(nodes, ttl, duration, redis, spread);
  }

  private static String value(String[] option, Deque<String> rest) {
    if (option.length == 2) {
      return option[1];
    }
    String next = rest.poll();
    if (next == null) {
      throw new DemoException(DemoException.USAGE, option[0] + ": needs a value, see demo --help");
    }
    return next;
  }

  private static int number(String option, String value, String expected) {
    if (!value.matches("[0-9]{1,9}")) {
      throw new SettingException(option, value, expected);
    }
    return Integer.parseInt(value);
  }

  private static void checkRedis(String uri) {
    try {
      LeaseKey unused = new LeaseKey(RedisSettings.parse(uri), "none");
    } catch (SettingException e) {
      throw e.withPrefix("--");
    }
  }
}
