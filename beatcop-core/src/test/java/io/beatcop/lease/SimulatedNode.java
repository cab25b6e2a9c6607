package io.beatcop.lease;

import io.beatcop.lease.LeaseAnswer.Unavailable;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A node of the cluster: a machine with two clocks of its own, and the driver that a {@link
 * LeaseMachine} needs, as the thread of a real node is one.
 */
final class SimulatedNode {

  private static final long MILLI = 1_000_000;
  private static final int NO_CONNECTION = 0;

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
  private final SimulatedServer server;
  private final SimulatedNetwork network;
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
  private boolean partitioned;
  private int connection = NO_CONNECTION;

  private long asks;
  private boolean asking;
  private long askUntilNanos;
  private long timers;
  private @Nullable LeaseAnswer arrived;
  private @Nullable Command commanded;
  private boolean woken;

  SimulatedNode(int index, Simulation.World world, VirtualClock monotonic, VirtualClock wall) {
    this.index = index;
    this.timeline = world.timeline();
    this.story = world.story();
    this.random = world.random();
    this.server = world.server();
    this.network = world.network();
    this.checker = world.checker();
    this.settings = world.settings();
    this.broken = new BrokenDriver(world.mutation());
    this.monotonic = monotonic;
    this.wall = wall;
    this.machine = new LeaseMachine(settings, random);
  }

  VirtualClock monotonic() {
    return monotonic;
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

  /** The process starts and campaigns, under a name that nobody ever had. */
  void start() {
    starts++;
    holder = "node" + index + "-" + starts;
    machine = new LeaseMachine(settings, random);
    running = true;
    paused = false;
    connection = NO_CONNECTION;
    story.tell(holder, "starts");
    command(Command.CAMPAIGN);
  }

  void crash() {
    story.tell(holder, "crashes");
    running = false;
    paused = false;
    monotonic.go(timeline.nowNanos());
    closeConnection();
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
    if (running && !partitioned) {
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

  void resume() {
    story.tell(holder, "goes on");
    paused = false;
    monotonic.go(timeline.nowNanos());
    look();
    LeaseAnswer waiting = arrived;
    if (!running) {
      return;
    } else if (!asking) {
      drive();
    } else if (waiting != null) {
      answered(waiting);
    } else {
      awaitTimeout(asks);
    }
  }

  void partition(boolean cutOff) {
    story.tell(holder, cutOff ? "is cut off" : "is connected again");
    partitioned = cutOff;
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

  private Now now() {
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
    long ask = ++asks;
    asking = true;
    checker.asks(index, timeline.nowNanos());
    askUntilNanos = now().nanos() + settings.timeout().toNanos();
    awaitTimeout(ask);
    if (partitioned) {
      story.tell(holder, "sends into the void " + request);
      return;
    }
    if (server.isDown()) {
      timeline.after(network.way(), () -> reply(ask, new Unavailable("connection refused")));
      return;
    }
    if (connection != NO_CONNECTION && connection != server.incarnation()) {
      timeline.after(network.way(), () -> reply(ask, new Unavailable("connection reset")));
      return;
    }
    connection = server.incarnation();
    network.send(connection, holder, request, answer -> reply(ask, answer));
  }

  private void awaitTimeout(long ask) {
    timeline.at(
        Math.max(timeline.nowNanos(), monotonic.trueNanosAt(askUntilNanos)), () -> timeout(ask));
  }

  private void timeout(long ask) {
    boolean over = !now().isBefore(askUntilNanos);
    if (ask == asks && asking && !paused && over) {
      story.tell(holder, "has no answer");
      answered(new Unavailable("no answer within the timeout"));
    }
  }

  private void reply(long ask, LeaseAnswer answer) {
    if (ask != asks || !asking || partitioned) {
      return;
    }
    if (paused) {
      arrived = answer;
    } else {
      answered(answer);
    }
  }

  private void answered(LeaseAnswer answer) {
    asking = false;
    arrived = null;
    if (answer instanceof Unavailable) {
      closeConnection();
    }
    broken.answer(machine, answer, now());
    look();
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

  private void closeConnection() {
    connection = NO_CONNECTION;
    asking = false;
    arrived = null;
    asks++;
  }

  /** Shows the checker what this node holds, by its own clocks. */
  private void look() {
    long now = timeline.nowNanos();
    if (running && machine.grant().isPresent()) {
      Grant grant = machine.grant().get();
      Deadline deadline = grant.deadline();
      Now read = now();
      if (deadline.covers(read)) {
        long until = monotonic.trueNanosAt(deadline.nanos());
        until = Math.min(until, broken.wallEnd(wall, deadline));
        checker.holds(index, holder, grant.token(), now, until);
        return;
      }
    }
    checker.holdsNothing(index, now);
  }
}
