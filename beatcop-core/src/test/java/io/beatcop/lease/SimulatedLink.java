package io.beatcop.lease;

import io.beatcop.lease.LeaseAnswer.Unavailable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The way from a node to one server: a connection, and a question at a time. */
final class SimulatedLink implements SimulatedStore {

  private static final int NO_CONNECTION = 0;

  private final SimulatedNode node;
  private final Timeline timeline;
  private final Story story;
  private final SimulatedServer server;
  private final SimulatedNetwork network;
  private final long timeoutNanos;

  private int connection = NO_CONNECTION;
  private boolean cut;
  private long asks;
  private boolean asking;
  private long askUntilNanos;
  private @Nullable LeaseAnswer arrived;
  private Consumer<LeaseAnswer> reply = answer -> {};

  SimulatedLink(SimulatedNode node, Simulation.World world, int index) {
    this.node = node;
    this.timeline = world.timeline();
    this.story = world.story();
    this.server = world.servers().get(index);
    this.network = world.networks().get(index);
    this.timeoutNanos = node.settings().timeout().toNanos();
  }

  /** Nothing gets through in either direction, and nobody is told. */
  void cut(boolean cutOff) {
    cut = cutOff;
  }

  boolean isCut() {
    return cut;
  }

  boolean isBusy() {
    return asking;
  }

  @Override
  public void ask(LeaseRequest request, Consumer<LeaseAnswer> whenAnswered) {
    long ask = ++asks;
    asking = true;
    reply = whenAnswered;
    askUntilNanos = node.now().nanos() + timeoutNanos;
    awaitTimeout(ask);
    if (cut) {
      if (story.isTold()) {
        story.tell(node.holder(), "sends into the void " + request);
      }
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
    network.send(connection, node.sender(), request, answer -> reply(ask, answer));
  }

  private void awaitTimeout(long ask) {
    timeline.at(node.trueNanosAt(askUntilNanos), () -> timeout(ask));
  }

  private void timeout(long ask) {
    boolean over = !node.now().isBefore(askUntilNanos);
    if (ask == asks && asking && !node.isPaused() && over) {
      if (story.isTold()) {
        story.tell(node.holder(), "has no answer of " + server);
      }
      answered(new Unavailable("no answer within the timeout"));
    }
  }

  private void reply(long ask, LeaseAnswer answer) {
    if (ask != asks || !asking || cut) {
      return;
    }
    if (node.isPaused()) {
      arrived = answer;
    } else {
      answered(answer);
    }
  }

  private void answered(LeaseAnswer answer) {
    asking = false;
    arrived = null;
    if (answer instanceof Unavailable) {
      close();
    }
    reply.accept(answer);
  }

  @Override
  public void resume() {
    LeaseAnswer waiting = arrived;
    if (!asking) {
      return;
    } else if (waiting != null) {
      answered(waiting);
    } else {
      awaitTimeout(asks);
    }
  }

  @Override
  public void close() {
    connection = NO_CONNECTION;
    asking = false;
    arrived = null;
    asks++;
  }
}
