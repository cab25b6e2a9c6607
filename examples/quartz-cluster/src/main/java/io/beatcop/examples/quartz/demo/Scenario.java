package io.beatcop.examples.quartz.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * The plot of the demo: nodes start, the firing one is killed, the next one is frozen, the next one
 * is stopped; all of them come back.
 *
 * <pre>
 * WARM_UP → KILL → KILLED_RETURNS → FREEZE → THAW → STOP → STOPPED_RETURNS → END → OVER
 * </pre>
 *
 * Each act begins at its time, but not before what the act before it led to has been seen. The
 * caller's thread does it all; only the hand-over, which takes milliseconds, is watched by its own.
 */
final class Scenario {

  private enum Act {
    WARM_UP,
    KILL,
    KILLED_RETURNS,
    FREEZE,
    THAW,
    STOP,
    STOPPED_RETURNS,
    END,
    OVER
  }

  /**
   * The objects that the scenario acts on, and the display.
   *
   * @param cluster the nodes
   * @param ledger their fires
   * @param lease their lease
   * @param chart how it looks
   * @param out where it is shown
   */
  record Stage(Cluster cluster, Ledger ledger, LeaseKey lease, Chart chart, PrintStream out) {}

  private static final Duration GLANCE = Duration.ofMillis(20);
  private static final Duration LINE_AFTER_SECOND = Duration.ofMillis(800);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Stage stage;
  private final Options options;
  private final ClusterObserver observer;
  private final boolean firstGrantWaits;
  private final CompletableFuture<Optional<LeaseKey.Passage>> passage = new CompletableFuture<>();

  private Act act = Act.WARM_UP;
  private Timeline timeline;
  private String victim = "";
  private Instant silentSince = Instant.MAX;
  private Optional<Change> failOver = Optional.empty();
  private Optional<Change> freeze = Optional.empty();
  private Optional<Change> handOver = Optional.empty();
  private Optional<String> trouble = Optional.empty();

  Scenario(Stage stage, Options options) {
    this.stage = stage;
    this.options = options;
    this.observer = new ClusterObserver(stage.cluster(), stage.ledger());
    this.firstGrantWaits = stage.lease().isGoneWithoutRelease();
    Instant now = Instant.now();
    this.timeline = Timeline.between(now, now.plus(options.duration()));
  }

  /** Runs it to its end. */
  Summary run() {
    Instant end = timeline.end();
    Instant patienceEnds = end.plus(PATIENCE).plus(options.ttl());
    Instant second = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    IntStream.rangeClosed(1, options.nodes()).forEach(n -> stage.cluster().start("node-" + n));
    observer.note(Event.quiet("starting " + options.nodes() + " JVMs"));
    show(stage.chart().header(options.nodes()));
    while (act != Act.OVER) {
      Pause.of(GLANCE);
      observer.look();
      proceed(Instant.now());
      if (Instant.now().isAfter(second.plus(LINE_AFTER_SECOND))) {
        explainSilence(second);
        show(stage.chart().line(observer.line(second)));
        second = second.plusSeconds(1);
      }
      if (Instant.now().isAfter(patienceEnds)) {
        giveUp();
      }
    }
    if (!stage.cluster().stop()) {
      trouble = Optional.of("a node did not stop when told to");
    }
    return new Summary(stage.ledger().fires(), failOver, freeze, handOver, trouble);
  }

  private void proceed(Instant now) {
    switch (act) {
      case WARM_UP -> observer.lastFire().ifPresent(this::firstFire);
      case KILL -> {
        if (isTimeFor(timeline.kill(), now)) {
          kill();
        }
      }
      case KILLED_RETURNS -> {
        if (failOver.isEmpty()) {
          failOver = lookForFailOver();
        } else if (now.isAfter(timeline.killedReturns())) {
          bringBack(Act.FREEZE);
        }
      }
      case FREEZE -> {
        if (isTimeFor(timeline.freeze(), now) && observer.isUp(victim)) {
          freeze();
        }
      }
      case THAW -> {
        if (freeze.isEmpty()) {
          freeze = lookForFailOver();
        } else if (now.isAfter(timeline.thaw())) {
          thaw();
        }
      }
      case STOP -> {
        if (isTimeFor(timeline.stop(), now) && observer.isUp(victim)) {
          stop();
        }
      }
      case STOPPED_RETURNS -> {
        if (handOver.isEmpty()) {
          passage.getNow(Optional.empty()).ifPresent(this::handedOver);
        } else if (now.isAfter(timeline.stoppedReturns())) {
          bringBack(Act.END);
        }
      }
      case END -> {
        if (isTimeFor(timeline.end(), now) && observer.isUp(victim)) {
          act = Act.OVER;
        }
      }
      case OVER -> throw new IllegalStateException("the scenario is over");
    }
  }

  private void giveUp() {
    String vain = "waited in vain " + waitedFor();
    if (act == Act.WARM_UP) {
      throw new DemoException(DemoException.FAILED, vain);
    }
    // The firings until now may be worth a look.
    trouble = Optional.of(vain);
    act = Act.OVER;
  }

  private void firstFire(Fire fire) {
    timeline = Timeline.between(fire.scheduledTime(), timeline.end());
    observer.note(Event.good("first fire"));
    act = Act.KILL;
  }

  private void kill() {
    NodeProcess node = firingNode();
    observer.expectDown(victim);
    silentSince = Instant.now();
    node.kill();
    observer.note(Event.bad("kill -9 " + victim));
    act = Act.KILLED_RETURNS;
  }

  private void freeze() {
    NodeProcess node = firingNode();
    silentSince = Instant.now();
    node.freeze();
    observer.expectFrozen(victim, true);
    observer.note(Event.bad("freeze " + victim));
    act = Act.THAW;
  }

  private void thaw() {
    stage.cluster().node(victim).thaw();
    observer.expectFrozen(victim, false);
    observer.note(Event.good(victim + " thaws"));
    act = Act.STOP;
  }

  private Optional<Change> lookForFailOver() {
    Optional<Change> seen =
        observer
            .fireElsewhere(victim, silentSince)
            .map(
                fire ->
                    new Change(
                        victim,
                        fire.node(),
                        silentSince,
                        Duration.between(silentSince, fire.firedAt())));
    seen.ifPresent(
        change ->
            observer.note(
                Event.notable("fail-over " + change + " after " + Summary.time(change.took()))));
    return seen;
  }

  private void stop() {
    NodeProcess node = firingNode();
    observer.expectDown(victim);
    observer.note(Event.notable("clean stop " + victim));
    Thread watch = new Thread(() -> watchHandOver(node), "beatcop-demo-hand-over");
    watch.setDaemon(true);
    watch.start();
    act = Act.STOPPED_RETURNS;
  }

  private void watchHandOver(NodeProcess node) {
    try {
      passage.complete(stage.lease().watch(node::stop, PATIENCE));
    } catch (RuntimeException e) {
      // Thrown where the passage is asked for.
      passage.completeExceptionally(e);
    }
  }

  private void handedOver(LeaseKey.Passage seen) {
    String heir =
        stage.cluster().nodes().stream()
            .filter(node -> LeaseKey.isHolder(seen.to(), node.pid()))
            .map(NodeProcess::name)
            .findFirst()
            .orElse(seen.to());
    Change change = new Change(victim, heir, seen.at(), seen.gap());
    handOver = Optional.of(change);
    observer.note(Event.good("hand-over " + change + " in " + Summary.time(change.took())));
  }

  private void bringBack(Act next) {
    stage.cluster().node(victim).awaitEnd();
    observer.expectBack(victim);
    stage.cluster().start(victim);
    act = next;
  }

  private NodeProcess firingNode() {
    victim = observer.lastFire().orElseThrow().node();
    return stage.cluster().node(victim);
  }

  /**
   * Between two fires, so that what happens cuts off nothing but the lease: on a busy machine the
   * fire of this second may be late.
   */
  private boolean isTimeFor(Instant time, Instant now) {
    int millis = now.get(ChronoField.MILLI_OF_SECOND);
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    return !now.isBefore(time)
        && millis >= 500
        && millis < 700
        && observer.lastFire().filter(fire -> fire.scheduledTime().equals(second)).isPresent();
  }

  private void explainSilence(Instant second) {
    if (observer.fires().stream().anyMatch(fire -> fire.scheduledTime().equals(second))) {
      return;
    }
    if (act == Act.WARM_UP && observer.areUp()) {
      observer.note(
          Event.quiet(firstGrantWaits ? "the first grant waits for one ttl" : "no lease yet"));
    } else if ((act == Act.KILLED_RETURNS && failOver.isEmpty())
        || (act == Act.THAW && freeze.isEmpty())) {
      observer.note(Event.quiet("the lease of " + victim + " still runs"));
    }
  }

  private String waitedFor() {
    return switch (act) {
      case WARM_UP ->
          "for a first fire; the lease is held by "
              + stage.lease().holder().orElse("nobody, and the logs of the nodes say why");
      case KILLED_RETURNS, THAW -> "for a fail-over from " + victim;
      case STOPPED_RETURNS -> "for a hand-over from " + victim;
      case FREEZE, STOP, END -> "for " + victim + " to come back";
      case KILL, OVER -> "for the next act";
    };
  }

  private void show(String line) {
    stage.out().println(line);
    if (stage.out().checkError()) {
      throw new DemoException(DemoException.OUTPUT_CLOSED, "nobody reads the output");
    }
  }
}
