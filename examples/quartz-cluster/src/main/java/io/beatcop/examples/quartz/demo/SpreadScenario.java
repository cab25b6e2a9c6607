package io.beatcop.examples.quartz.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * The plot of the demo with {@code --spread}: one node has all slices; others come, and the slices
 * spread; a node is killed, and comes back; one is stopped cleanly, and comes back.
 *
 * <p>Each act ends when the nodes that live share the slices, and goes on for some seconds more,
 * until a moment between two fires.
 */
final class SpreadScenario {

  /** How many jobs there are for each slice, on average. */
  static final int JOBS_PER_SLICE = 3;

  /**
   * The objects that the scenario acts on, and the display.
   *
   * @param cluster the nodes
   * @param ledger their fires
   * @param slices who has which slice
   * @param chart how it looks
   * @param out where it is shown
   */
  record Stage(Cluster cluster, Ledger ledger, Slices slices, Chart chart, PrintStream out) {}

  private static final Duration GLANCE = Duration.ofMillis(20);
  private static final Duration LINE_AFTER_SECOND = Duration.ofMillis(900);
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** How long a state is shown before the next act. */
  private static final Duration SHOWN = Duration.ofSeconds(3);

  private final Stage stage;
  private final Options options;
  private final TreeSet<String> live = new TreeSet<>();
  private final List<String> events = new ArrayList<>();
  private final Instant begun = Instant.now();
  private Instant second = begun.truncatedTo(ChronoUnit.SECONDS);

  SpreadScenario(Stage stage, Options options) {
    this.stage = stage;
    this.options = options;
  }

  /** Runs it to its end. */
  SpreadSummary run() {
    show(SpreadLine.header(options.nodes()));
    start(name(1), "starting node-1");
    Optional<String> trouble = Optional.empty();
    Instant from = Instant.MAX;
    try {
      awaitShares();
      from = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
      IntStream.rangeClosed(2, options.nodes()).forEach(n -> start(name(n), name(n) + " comes"));
      awaitShares();
      String victim = name(2);
      leave(victim, "kill -9 " + victim);
      stage.cluster().node(victim).kill();
      awaitShares();
      comeBack(victim);
      String stopped = name(options.nodes());
      leave(stopped, "clean stop " + stopped);
      stage.cluster().node(stopped).stop();
      awaitShares();
      comeBack(stopped);
    } catch (DemoException e) {
      if (from.equals(Instant.MAX)) {
        throw e;
      }
      // The firings until now may be worth a look.
      trouble = Optional.of(String.valueOf(e.getMessage()));
    }
    Instant to = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    String shares = stage.slices().shares();
    int moves = stage.slices().moves();
    awaitLate(from, to);
    if (!stage.cluster().stop()) {
      trouble = Optional.of("a node did not stop when told to");
    }
    return new SpreadSummary(
        stage.ledger().fires(), jobs(), from, to, stage.slices().count(), moves, shares, trouble);
  }

  private int jobs() {
    return options.spread() * JOBS_PER_SLICE;
  }

  private static String name(int number) {
    return "node-" + number;
  }

  private void start(String node, String event) {
    stage.cluster().start(node);
    live.add(node);
    events.add(event);
  }

  private void leave(String node, String event) {
    live.remove(node);
    events.add(event);
  }

  private void comeBack(String node) {
    stage.cluster().node(node).awaitEnd();
    start(node, node + " comes back");
    awaitShares();
  }

  /** Waits until the live nodes share the slices, and some seconds more. */
  private void awaitShares() {
    int before = stage.slices().moves();
    until(
        () -> stage.slices().areSharedBy(live),
        PATIENCE.plus(options.ttl().multipliedBy(3)),
        "for the slices to spread over " + String.join(", ", live));
    int moved = stage.slices().moves() - before;
    events.add("shared by " + live.size() + (moved == 0 ? "" : ", " + moved + " moves"));
    Instant end = Instant.now().plus(SHOWN);
    until(
        () -> Instant.now().isAfter(end) && isBetweenFires(Instant.now()),
        PATIENCE,
        "for all jobs of one second");
  }

  /**
   * So that what happens cuts off nothing but leases: on a busy machine the fires of this second
   * may be late.
   */
  private boolean isBetweenFires(Instant now) {
    int millis = now.get(ChronoField.MILLI_OF_SECOND);
    return millis >= 500
        && millis < 700
        && firesOf(now.truncatedTo(ChronoUnit.SECONDS)).size() == jobs();
  }

  private List<Fire> firesOf(Instant time) {
    return stage.ledger().fires().stream()
        .filter(fire -> fire.scheduledTime().equals(time))
        .toList();
  }

  private void awaitLate(Instant from, Instant to) {
    Instant end = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(end)
        && !SpreadSummary.missing(stage.ledger().fires(), jobs(), from, to).isEmpty()) {
      Pause.of(GLANCE);
    }
  }

  private void until(BooleanSupplier isSo, Duration patience, String what) {
    Instant end = Instant.now().plus(patience);
    do {
      Pause.of(GLANCE);
      stage.slices().look(stage.cluster().nodes());
      checkNodes();
      if (Instant.now().isAfter(second.plus(LINE_AFTER_SECOND))) {
        line();
      }
      if (Instant.now().isAfter(end)) {
        throw new DemoException(DemoException.FAILED, "waited in vain " + what);
      }
    } while (!isSo.getAsBoolean());
  }

  private void checkNodes() {
    for (NodeProcess node : stage.cluster().nodes()) {
      if (live.contains(node.name()) && !node.isAlive()) {
        throw new DemoException(
            DemoException.FAILED, node.name() + " ended by itself, and its log says why");
      }
    }
  }

  private void line() {
    List<Fire> fires = firesOf(second);
    List<SpreadLine.Lane> lanes = new ArrayList<>();
    for (int number = 1; number <= options.nodes(); number++) {
      String node = name(number);
      int fired = (int) fires.stream().filter(fire -> fire.node().equals(node)).count();
      lanes.add(new SpreadLine.Lane(live.contains(node), stage.slices().heldBy(node), fired));
    }
    Duration sinceStart = Duration.between(begun, second.plusSeconds(1));
    show(new SpreadLine(sinceStart, second, lanes, List.copyOf(events)).text(stage.chart()));
    events.clear();
    second = second.plusSeconds(1);
  }

  private void show(String line) {
    stage.out().println(line);
    if (stage.out().checkError()) {
      throw new DemoException(DemoException.OUTPUT_CLOSED, "nobody reads the output");
    }
  }
}
