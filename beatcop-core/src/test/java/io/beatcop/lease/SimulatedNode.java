package io.beatcop.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A node of the cluster: a machine with two clocks of its own, and the driver that a {@link
 * LeaseMachine} needs, as the thread of a real node is one.
 */
final class SimulatedNode {

  private static final long MILLI = 1_000_000;

  /** What its user wants of it. */
  enum Command {
    CAMPAIGN,
    STOP,
    STEP_DOWN
  }

  private final int index;
  private final Timeline timeline;
  private final Story story;
  private final SplittableRandom random;
  private final Simulation.World world;
  private final List<SimulatedLink> links = new ArrayList<>();
  private final Checker checker;
  private final LeaseSettings settings;
  private final BrokenDriver broken;
  private final VirtualClock monotonic;
  private final VirtualClock wall;

  private String holder = "";
  private LeaseMachine machine;
  private int starts;
  private boolean running;
  private boolean paused;
  private boolean stopped;
  private SimulatedStore store;
  private boolean asking;
  private long timers;
  private @Nullable Command commanded;
  private boolean woken;

  SimulatedNode(int index, Simulation.World world, VirtualClock monotonic, VirtualClock wall) {
    this.index = index;
    this.timeline = world.timeline();
    this.story = world.story();
    this.random = world.random();
    this.world = world;
    this.checker = world.checker();
    this.settings = settings(index, world);
    this.broken = new BrokenDriver(world.mutation());
    this.monotonic = monotonic;
    this.wall = wall;
    this.machine = new LeaseMachine(settings, random);
    for (int server = 0; server < world.servers().size(); server++) {
      links.add(new SimulatedLink(this, world, server));
    }
    this.store = openStore();
  }

  /** Of the same world, but in some of them each node has a shorter ttl than the one before. */
  private static LeaseSettings settings(int index, Simulation.World world) {
    LeaseSettings common = world.settings();
    if (world.climate().oddity() != Oddity.DIFFERENT_TTLS) {
      return common;
    }
    Duration ttl = common.ttl().dividedBy(1L << index % 3);
    return LeaseSettings.of(common.name(), ttl)
        .withHolder(common.holder())
        .withTrustAbsence(common.trustAbsence())
        .withDeference(common.deference());
  }

  LeaseSettings settings() {
    return settings;
  }

  private SimulatedStore openStore() {
    return world.climate().topology() == Topology.QUORUM
        ? new SimulatedQuorum(this, world, links)
        : links.get(0);
  }

  String holder() {
    return holder;
  }

  Sender sender() {
    return new Sender(holder, startId(), settings.ttl().toMillis());
  }

  /** No two starts of any nodes have this in common. */
  private String startId() {
    return index + "x" + starts;
  }

  /** The true time at which the monotonic clock of this machine shows this, but not the past. */
  long trueNanosAt(long monotonicNanos) {
    return Math.max(timeline.nowNanos(), monotonic.trueNanosAt(monotonicNanos));
  }

  VirtualClock wall() {
    return wall;
  }

  boolean isRunning() {
    return running;
  }

  boolean isPaused() {
    return paused;
  }

  /** The process starts and campaigns, under a name that nobody ever had in most worlds. */
  void start() {
    starts++;
    holder =
        switch (world.climate().oddity()) {
          case KEPT_NAMES -> "node" + index;
          case SHARED_NAMES -> "node" + index / 2;
          default -> "node" + index + "-" + starts;
        };
    machine = new LeaseMachine(settings, random);
    running = true;
    paused = false;
    asking = false;
    store = openStore();
    story.tell(holder, "starts");
    command(Command.CAMPAIGN);
  }

  void crash() {
    story.tell(holder, "crashes");
    running = false;
    paused = false;
    monotonic.go(timeline.nowNanos());
    startMachine();
    store.close();
    asking = false;
    commanded = null;
    woken = false;
    checker.holdsNothing(index, timeline.nowNanos());
  }

  /** Tells the driver; it listens when it has its answer. */
  void command(Command command) {
    story.tell(holder, command.toString());
    commanded = command;
    if (isListening()) {
      drive();
    }
  }

  /** The news of a release arrives. */
  void wake() {
    if (running) {
      woken = true;
      if (isListening()) {
        drive();
      }
    }
  }

  void pause() {
    story.tell(holder, "pauses");
    paused = true;
  }

  /** Both the process and the monotonic clock stand still. */
  void suspend() {
    story.tell(holder, "is suspended");
    paused = true;
    monotonic.stop(timeline.nowNanos());
    // Now it is the wall clock alone that ends the term.
    look();
  }

  /** All stands still, both clocks too: nothing on this machine will ever tell. */
  void stopMachine() {
    story.tell(holder, "is stopped, clocks and all");
    paused = true;
    stopped = true;
    monotonic.stop(timeline.nowNanos());
    wall.stop(timeline.nowNanos());
    checker.stopped(index, Long.MAX_VALUE);
    look();
  }

  private void startMachine() {
    if (stopped) {
      stopped = false;
      wall.go(timeline.nowNanos());
      checker.stopped(index, timeline.nowNanos());
    }
  }

  void resume() {
    story.tell(holder, "goes on");
    paused = false;
    monotonic.go(timeline.nowNanos());
    startMachine();
    look();
    boolean idle = !asking;
    if (running) {
      store.resume();
    }
    if (running && idle) {
      drive();
    }
  }

  /** Cuts the node off from all servers, or from some of them. */
  void partition(long fromServers) {
    story.tell(holder, "is cut off from servers " + Long.toBinaryString(fromServers));
    for (int server = 0; server < links.size(); server++) {
      links.get(server).cut((fromServers >> server & 1) == 1);
    }
  }

  boolean isCutOffFrom(int server) {
    return links.get(server).isCut();
  }

  void setWall(long stepNanos) {
    if (story.isTold()) {
      story.tell(holder, "wall clock set by " + stepNanos / MILLI + " ms");
    }
    wall.step(timeline.nowNanos(), stepNanos);
    look();
  }

  private boolean isListening() {
    return running && !paused && !asking;
  }

  Moment now() {
    return broken.now(monotonic.at(timeline.nowNanos()), wallMillis());
  }

  private long wallMillis() {
    return Math.floorDiv(wall.at(timeline.nowNanos()), MILLI);
  }

  /** Does what the machine says, until it has to wait. */
  private void drive() {
    if (commanded == Command.CAMPAIGN) {
      machine.campaign(now());
    } else if (commanded == Command.STOP) {
      machine.stop(now());
    } else if (commanded == Command.STEP_DOWN) {
      machine.stepDown(now());
    }
    commanded = null;
    if (woken) {
      machine.wake(now());
      woken = false;
    }
    // As if there were other leases, which ask now (M1).
    machine.joinOthers(now());
    Step step = machine.next(now());
    look();
    hear();
    timers++;
    if (step instanceof Step.Ask ask) {
      send(broken.request(ask.request(), now()));
    } else if (step instanceof Step.Rest rest) {
      long timer = timers;
      timeline.at(monotonic.trueNanosAt(rest.untilNanos()), () -> timer(timer));
    }
  }

  private void timer(long timer) {
    if (timer == timers && isListening()) {
      drive();
    }
  }

  private void send(LeaseRequest request) {
    asking = true;
    checker.asks(index, timeline.nowNanos());
    store.ask(request, this::answered);
  }

  private void answered(LeaseAnswer answer) {
    asking = false;
    broken.answer(machine, answer, now());
    look();
    if (!(answer instanceof LeaseAnswer.Unavailable)) {
      checker.answered(index, timeline.nowNanos());
    }
    hear();
    drive();
  }

  /** The user of the lease hears what changed; when asked to leave, the work ends at once. */
  private void hear() {
    for (Change change : machine.drain()) {
      if (story.isTold()) {
        story.tell(holder, change.toString());
      }
      if (change instanceof Change.Asked) {
        commanded = Command.STEP_DOWN;
      }
    }
  }

  /** Shows the checker what this node holds, by its own clocks. */
  private void look() {
    long now = timeline.nowNanos();
    if (running && machine.grant().isPresent()) {
      Grant grant = machine.grant().get();
      Deadline deadline = grant.deadline();
      Moment read = now();
      if (deadline.covers(read)) {
        long until = monotonic.trueNanosAt(deadline.nanos());
        until = Math.min(until, broken.wallEnd(wall, deadline));
        checker.holds(index, holder + "." + startId(), grant, now, until);
        return;
      }
    }
    checker.holdsNothing(index, now);
  }
}
