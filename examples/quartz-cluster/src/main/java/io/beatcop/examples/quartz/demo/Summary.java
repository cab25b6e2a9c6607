package io.beatcop.examples.quartz.demo;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The proof of the ledger.
 *
 * @param fires all rows of the ledger, at least one
 * @param failOver from {@code kill -9} to the next fire
 * @param freeze from the freezing of a node to the next fire
 * @param handOver from the release of the lease to its next holder
 * @param trouble why the scenario did not come to its end
 */
record Summary(
    List<Fire> fires,
    Optional<Change> failOver,
    Optional<Change> freeze,
    Optional<Change> handOver,
    Optional<String> trouble) {

  /** Exit code if a scheduled time fired twice or never, or a token did not grow. */
  static final int BROKEN_PROMISE = 1;

  private static final int DUPLICATES_SHOWN = 20;
  private static final String INDENT = " ".repeat(13);

  Summary {
    fires = List.copyOf(fires);
    if (fires.isEmpty()) {
      throw new DemoException(DemoException.FAILED, "no fire was seen");
    }
  }

  /** The rows of all (trigger, scheduled time) that fired more than once. */
  List<Fire> duplicates() {
    record Slot(String trigger, Instant scheduledTime) {}

    return fires.stream()
        .collect(groupingBy(fire -> new Slot(fire.trigger(), fire.scheduledTime())))
        .values()
        .stream()
        .filter(rows -> rows.size() > 1)
        .flatMap(Collection::stream)
        .sorted(comparing(Fire::scheduledTime).thenComparing(Fire::firedAt))
        .toList();
  }

  /** The seconds of the schedule from the first fire to the last. */
  List<Instant> expected() {
    SortedSet<Instant> seen = seen();
    return Stream.iterate(
            seen.first(), time -> !time.isAfter(seen.last()), time -> time.plusSeconds(1))
        .toList();
  }

  /** Those of them that fired on no node. */
  List<Instant> missing() {
    SortedSet<Instant> seen = seen();
    return expected().stream().filter(time -> !seen.contains(time)).toList();
  }

  /** Whether every holder had a greater token than the one before. */
  boolean tokensGrow() {
    TreeMap<Long, String> holders = new TreeMap<>();
    for (Fire fire : fires.stream().sorted(comparing(Fire::firedAt)).toList()) {
      if (fire.token().isEmpty()) {
        return false;
      }
      long token = fire.token().getAsLong();
      String other = holders.putIfAbsent(token, fire.node());
      if (token < holders.lastKey() || (other != null && !other.equals(fire.node()))) {
        return false;
      }
    }
    return true;
  }

  int exitCode() {
    if (!duplicates().isEmpty() || !missing().isEmpty() || !tokensGrow()) {
      return BROKEN_PROMISE;
    }
    boolean complete =
        failOver.isPresent() && freeze.isPresent() && handOver.isPresent() && trouble.isEmpty();
    return complete ? 0 : DemoException.FAILED;
  }

  /** The exit code, in words. */
  String verdict() {
    if (!duplicates().isEmpty()) {
      return "A scheduled time fired twice: the promise is broken.";
    }
    if (!missing().isEmpty()) {
      return "A scheduled time was lost: the promise is broken.";
    }
    if (!tokensGrow()) {
      return "A token did not grow from one holder to the next: the promise is broken.";
    }
    return exitCode() == 0
        ? "0 duplicates and 0 lost fires, through kill, freeze and clean stop."
        : "0 duplicates and 0 lost fires, but the demo failed: " + trouble.orElse("see above");
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            "fires        expected %d, seen %d, lost %d",
            expected().size(), fires.size(), missing().size()));
    if (!missing().isEmpty()) {
      lines.add(INDENT + clocks(missing().stream()));
    }
    lines.add("duplicates   " + (fires.size() - seen().size()));
    duplicates().stream().limit(DUPLICATES_SHOWN).forEach(fire -> lines.add(INDENT + row(fire)));
    if (duplicates().size() > DUPLICATES_SHOWN) {
      lines.add(INDENT + "and " + (duplicates().size() - DUPLICATES_SHOWN) + " rows more");
    }
    lines.add("longest gap  " + longestGap());
    lines.add("fail-over    " + took(failOver, "from kill -9 to the next fire"));
    lines.add("freeze       " + took(freeze, "from the freeze to the next fire"));
    lines.add("hand-over    " + took(handOver, "from one holder of the key to the next"));
    lines.add("tokens       " + tokens());
    return lines;
  }

  private String tokens() {
    long grants =
        fires.stream().map(Fire::token).filter(OptionalLong::isPresent).distinct().count();
    return grants + (tokensGrow() ? ", each greater than the one before" : ", NOT growing");
  }

  private static String clocks(Stream<Instant> times) {
    return times.map(Chart::clock).collect(joining(", "));
  }

  private String longestGap() {
    List<Instant> times = fires.stream().map(Fire::firedAt).sorted().toList();
    return IntStream.range(1, times.size())
        .boxed()
        .max(comparing(i -> Duration.between(times.get(i - 1), times.get(i))))
        .map(i -> gap(times.get(i - 1), times.get(i)))
        .orElse("none: there was but one fire");
  }

  private static String gap(Instant from, Instant to) {
    return String.format(
        "%s without a fire, %s → %s",
        time(Duration.between(from, to)), Chart.clock(from), Chart.clock(to));
  }

  private SortedSet<Instant> seen() {
    return new TreeSet<>(fires.stream().map(Fire::scheduledTime).toList());
  }

  private static String row(Fire fire) {
    return String.format(
        "%s  scheduled %s  %s  token %s  fired at %s",
        fire.trigger(),
        Chart.clock(fire.scheduledTime()),
        fire.node(),
        fire.token().isPresent() ? fire.token().getAsLong() : "none",
        fire.firedAt());
  }

  private static String took(Optional<Change> change, String what) {
    return change
        .map(seen -> time(seen.took()) + " " + what + ", " + seen)
        .orElse("NOT seen: " + what);
  }

  /** A measured time: in milliseconds below a second, else with one decimal. */
  static String time(Duration took) {
    return took.toMillis() < 1_000
        ? Math.max(1, took.toMillis()) + " ms"
        : String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1_000.0);
  }
}
