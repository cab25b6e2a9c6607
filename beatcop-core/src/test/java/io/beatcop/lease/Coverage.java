package io.beatcop.lease;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a number of simulations covered and found. */
final class Coverage {

  private static final double HOUR_NANOS = 3.6e12;
  private static final long DEFAULT_SEEDS = 2000;

  private final List<Violation> violations = new ArrayList<>();
  private final long beganNanos = System.nanoTime();
  private long seeds;
  private long virtualNanos;
  private long events;
  private long terms;
  private long longestHandOverNanos;

  private Coverage() {}

  /** Runs what the system properties ask for; one seed alone, if only a seed is given. */
  static Coverage asAsked(Mutation mutation) {
    @Nullable Long seed = Long.getLong("beatcop.sim.seed");
    @Nullable Long hours = Long.getLong("beatcop.sim.hours");
    long seeds = Long.getLong("beatcop.sim.seeds", seed == null ? DEFAULT_SEEDS : 1);
    long first = seed == null ? 1 : seed;
    Coverage coverage = new Coverage();
    while (hours == null ? coverage.seeds < seeds : coverage.hours() < hours) {
      coverage.run(first + coverage.seeds, mutation);
    }
    return coverage;
  }

  /** Runs seed after seed until one breaks a promise, or there have been so many. */
  static Coverage untilFound(Mutation mutation, long seeds) {
    Coverage coverage = new Coverage();
    while (coverage.violations.isEmpty() && coverage.seeds < seeds) {
      coverage.run(1 + coverage.seeds, mutation);
    }
    return coverage;
  }

  private void run(long seed, Mutation mutation) {
    seeds++;
    try {
      Simulation.Outcome outcome = Simulation.run(seed, mutation);
      virtualNanos += outcome.virtualNanos();
      events += outcome.events();
      terms += outcome.terms();
      longestHandOverNanos = Math.max(longestHandOverNanos, outcome.longestHandOverNanos());
    } catch (Violation violation) {
      violations.add(violation);
    }
  }

  List<Violation> violations() {
    return violations;
  }

  private double hours() {
    return virtualNanos / HOUR_NANOS;
  }

  @Override
  public String toString() {
    double seconds = (System.nanoTime() - beganNanos) / 1e9;
    return String.format(
        Locale.ROOT,
        "%d seeds, %.1f virtual hours, %d terms, %d violations; %d events in %.1f s, %.1f million"
            + " a second; longest hand-over %.1f ms",
        seeds,
        hours(),
        terms,
        violations.size(),
        events,
        seconds,
        events / seconds / 1e6,
        longestHandOverNanos / 1e6);
  }
}
