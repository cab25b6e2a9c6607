package io.beatcop.examples.quartz.demo;

import static java.util.stream.Collectors.joining;

import io.beatcop.examples.quartz.demo.Chart.Mark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A view of the cluster from outside: the rows of the ledger, and which nodes are up. */
final class ClusterObserver {

  private final Cluster cluster;
  private final Ledger ledger;
  private final Instant startedAt = Instant.now();
  private final List<Event> events = new ArrayList<>();
  private final Set<Long> seenFires = new HashSet<>();
  private final Set<String> seenUp = new HashSet<>();
  private final Set<String> expectedDown = new HashSet<>();
  private final Set<String> frozen = new HashSet<>();
  private final Set<String> returning = new HashSet<>();
  private final List<Fire> late = new ArrayList<>();
  private List<Fire> fires = List.of();
  private Instant lastLine = Instant.MIN;

  ClusterObserver(Cluster cluster, Ledger ledger) {
    this.cluster = cluster;
    this.ledger = ledger;
  }

  /** Looks at everything once; each change becomes an event of the next line. */
  void look() {
    fires = ledger.fires();
    // A node that starts within a second is late for it: the first fire may be late.
    boolean first = seenFires.isEmpty();
    for (Fire fire : fires) {
      if (seenFires.add(fire.id()) && !first && !fire.scheduledTime().isAfter(lastLine)) {
        late.add(fire);
      }
    }
    for (NodeProcess node : cluster.nodes()) {
      if (expectedDown.contains(node.name())) {
        continue;
      }
      if (node.isUp() && seenUp.add(node.name()) && returning.contains(node.name())) {
        note(Event.good(node.name() + " is back"));
      }
      if (!node.isAlive()) {
        throw new DemoException(
            DemoException.FAILED, node.name() + " ended by itself, and its log says why");
      }
    }
  }

  void note(Event event) {
    events.add(event);
  }

  /** From now on the node is down on purpose. */
  void expectDown(String node) {
    expectedDown.add(node);
    seenUp.remove(node);
  }

  /** From now on the node stands still on purpose, or no longer does. */
  void expectFrozen(String node, boolean frozenNow) {
    if (frozenNow) {
      frozen.add(node);
    } else {
      frozen.remove(node);
    }
  }

  /** From now on the node should come back, and stay. */
  void expectBack(String node) {
    expectedDown.remove(node);
    returning.add(node);
  }

  boolean isUp(String node) {
    return seenUp.contains(node);
  }

  /** Whether all nodes are up. */
  boolean areUp() {
    return cluster.nodes().stream().allMatch(NodeProcess::isUp);
  }

  List<Fire> fires() {
    return fires;
  }

  /** The fire with the latest scheduled time. */
  Optional<Fire> lastFire() {
    return fires.isEmpty() ? Optional.empty() : Optional.of(fires.get(fires.size() - 1));
  }

  /** The first fire after an instant that was on another node. */
  Optional<Fire> fireElsewhere(String node, Instant after) {
    return fires.stream()
        .filter(fire -> fire.firedAt().isAfter(after) && !fire.node().equals(node))
        .findFirst();
  }

  /** Notes the fires that were due in a second that had its line already. */
  private void noteLate() {
    if (!late.isEmpty()) {
      String seconds =
          late.stream().map(fire -> Chart.clock(fire.scheduledTime())).collect(joining(" "));
      note(Event.notable("recovered: " + seconds));
      late.clear();
    }
  }

  /** The chart of a second, with all events since the line before. */
  Chart.Line line(Instant second) {
    noteLate();
    List<Fire> now = fires.stream().filter(fire -> fire.scheduledTime().equals(second)).toList();
    if (now.size() > 1) {
      note(Event.bad("DUPLICATE"));
    }
    List<Mark> marks = cluster.nodes().stream().map(node -> mark(node, now)).toList();
    OptionalLong token = now.stream().map(Fire::token).findFirst().orElse(OptionalLong.empty());
    Duration sinceStart = Duration.between(startedAt, second.plusSeconds(1));
    Chart.Line line = new Chart.Line(sinceStart, second, marks, token, List.copyOf(events));
    events.clear();
    lastLine = second;
    return line;
  }

  private Mark mark(NodeProcess node, List<Fire> now) {
    if (now.stream().anyMatch(fire -> fire.node().equals(node.name()))) {
      return Mark.FIRED;
    }
    if (expectedDown.contains(node.name())) {
      return Mark.DOWN;
    }
    if (frozen.contains(node.name())) {
      return Mark.FROZEN;
    }
    return node.isUp() ? Mark.UP : Mark.STARTING;
  }
}
