package io.beatcop.lease;

import io.beatcop.lease.Violation.Promise;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a number of simulations covered, and the first violation that they found. */
final class Coverage {

  private static final double HOUR_NANOS = 3.6e12;

  private final Set<Promise> wanted;
  private final long beganNanos = System.nanoTime();
  private @Nullable Violation violation;
  private long seeds;
  private long virtualNanos;
  private long events;
  private long terms;
  private long longestHandOverNanos;

  private Coverage(Set<Promise> wanted) {
    this.wanted = wanted;
  }

  /** Runs what the system properties ask for; one seed alone, if only a seed is given. */
  static Coverage asAsked(Topology topology, Mutation mutation, long otherwise) {
    @Nullable Long seed = Long.getLong("beatcop.sim.seed");
    @Nullable Long hours = Long.getLong("beatcop.sim.hours");
    long seeds = Long.getLong("beatcop.sim.seeds", seed == null ? otherwise : 1);
    long first = seed == null ? 1 : seed;
    return of(
        topology,
        mutation,
        first,
        EnumSet.allOf(Promise.class),
        covered -> hours == null ? covered.seeds >= seeds : covered.hours() >= hours);
  }

  /** Runs so many seeds, or until one breaks this promise; leaves out other broken promises. */
  static Coverage untilBroken(Promise promise, Mutation mutation, long first, long seeds) {
    return of(
        mutation.topology(), mutation, first, Set.of(promise), covered -> covered.seeds >= seeds);
  }

  private static Coverage of(
      Topology topology,
      Mutation mutation,
      long first,
      Set<Promise> wanted,
      Predicate<Coverage> enough) {
    Coverage coverage = new Coverage(wanted);
    while (coverage.violation == null && !enough.test(coverage)) {
      coverage.run(first + coverage.seeds, topology, mutation);
    }
    return coverage;
  }

  private void run(long seed, Topology topology, Mutation mutation) {
    seeds++;
    try {
      Simulation.Outcome outcome = Simulation.run(seed, topology, mutation);
      virtualNanos += outcome.virtualNanos();
      events += outcome.events();
      terms += outcome.terms();
      longestHandOverNanos = Math.max(longestHandOverNanos, outcome.longestHandOverNanos());
    } catch (Violation found) {
      violation = wanted.contains(found.promise()) ? found : null;
    }
  }

  Optional<Violation> violation() {
    return Optional.ofNullable(violation);
  }

  private double hours() {
    return virtualNanos / HOUR_NANOS;
  }

  @Override
  public String toString() {
    double seconds = (System.nanoTime() - beganNanos) / 1e9;
    return String.format(
        Locale.ROOT,
        "%d seeds, %.1f virtual hours, %d terms; %d events in %.1f s, %.1f million"
            + " a second; longest hand-over %.1f ms",
        seeds,
        hours(),
        terms,
        events,
        seconds,
        events / seconds / 1e6,
        longestHandOverNanos / 1e6);
  }
}
