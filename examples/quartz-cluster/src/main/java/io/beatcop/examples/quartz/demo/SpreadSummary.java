package io.beatcop.examples.quartz.demo;

import static java.util.stream.Collectors.groupingBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the ledger of a cluster that spreads proves.
 *
 * @param fires all rows of the ledger
 * @param jobs how many jobs there are, each due every second
 * @param from the first second that is judged: all slices had a holder before
 * @param to the first second that is not judged any more
 * @param slices how many slices there are
 * @param moves how often one went from a node to another
 * @param shares how many each node had at the end
 * @param trouble why the scenario did not come to its end
 */
record SpreadSummary(
    List<Fire> fires,
    int jobs,
    Instant from,
    Instant to,
    int slices,
    int moves,
    String shares,
    Optional<String> trouble) {

  private static final int SHOWN = 10;

  /** A scheduled time of a trigger. */
  private record Slot(String trigger, Instant time) {

    @Override
    public String toString() {
      return trigger + " at " + Chart.clock(time);
    }
  }

  SpreadSummary {
    fires = List.copyOf(fires);
  }

  /** The scheduled times that no node has fired. */
  static List<String> missing(List<Fire> fires, int jobs, Instant from, Instant to) {
    Set<Slot> seen = new HashSet<>();
    fires.forEach(fire -> seen.add(new Slot(fire.trigger(), fire.scheduledTime())));
    List<String> missing = new ArrayList<>();
    for (Instant time = from; time.isBefore(to); time = time.plusSeconds(1)) {
      Instant due = time;
      IntStream.rangeClosed(1, jobs)
          .mapToObj(number -> new Slot("DEFAULT.tick-" + number, due))
          .filter(slot -> !seen.contains(slot))
          .forEach(slot -> missing.add(slot.toString()));
    }
    return missing;
  }

  private List<String> missing() {
    return missing(fires, jobs, from, to);
  }

  /** The scheduled times that were fired more than once, with their nodes. */
  List<String> twice() {
    return fires.stream()
        .collect(groupingBy(fire -> new Slot(fire.trigger(), fire.scheduledTime())))
        .entrySet()
        .stream()
        .filter(slot -> slot.getValue().size() > 1)
        .map(slot -> slot.getKey() + " by " + nodes(slot.getValue()))
        .sorted()
        .toList();
  }

  private static String nodes(Collection<Fire> rows) {
    return rows.stream().map(Fire::node).collect(Collectors.joining(" and "));
  }

  int exitCode() {
    if (!twice().isEmpty() || !missing().isEmpty()) {
      return Summary.BROKEN_PROMISE;
    }
    return trouble.isPresent() ? DemoException.FAILED : 0;
  }

  /** The exit code, in words. */
  String verdict() {
    if (!twice().isEmpty()) {
      return "A scheduled time fired twice: the promise is broken.";
    }
    if (!missing().isEmpty()) {
      return "A scheduled time was lost: the promise is broken.";
    }
    return trouble
        .map(why -> "0 duplicates and 0 lost fires, but the demo failed: " + why)
        .orElse(
            "0 duplicates and 0 lost fires, while " + slices + " slices made " + moves + " moves.");
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    long seconds = Math.max(0, to.getEpochSecond() - from.getEpochSecond());
    lines.add(
        "fires        %d jobs, each second for %d s: expected %d, lost %d"
            .formatted(jobs, seconds, jobs * seconds, missing().size()));
    missing().stream().limit(SHOWN).forEach(slot -> lines.add("             " + slot));
    lines.add("duplicates   " + twice().size());
    twice().stream().limit(SHOWN).forEach(slot -> lines.add("             " + slot));
    lines.add("moves        " + moves + ", of " + slices + " slices");
    lines.add("slices       " + shares);
    return lines;
  }
}
