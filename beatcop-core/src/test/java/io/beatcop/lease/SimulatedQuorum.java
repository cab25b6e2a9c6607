package io.beatcop.lease;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What drives the rules of a {@link Quorum}, as the threads of a {@link QuorumStore} do. */
final class SimulatedQuorum implements SimulatedStore {

  private final SimulatedNode node;
  private final Timeline timeline;
  private final LeaseSettings settings;
  private final List<SimulatedLink> links;
  private final BrokenQuorum broken;
  private final Quorum quorum;

  private long asks;
  private long askUntilNanos;
  private @Nullable Consumer<LeaseAnswer> reply;

  SimulatedQuorum(SimulatedNode node, Simulation.World world, List<SimulatedLink> links) {
    this.node = node;
    this.timeline = world.timeline();
    this.settings = node.settings();
    this.links = links;
    this.broken = new BrokenQuorum(world.mutation());
    List<String> names = IntStream.range(0, links.size()).mapToObj(i -> "redis-" + i).toList();
    this.quorum = broken.quorum(settings, names);
  }

  @Override
  public void ask(LeaseRequest request, Consumer<LeaseAnswer> whenAnswered) {
    broken.asks(request);
    Moment now = node.now();
    asks++;
    reply = whenAnswered;
    askUntilNanos = now.nanos() + QuorumStore.patience(request, settings).toNanos();
    quorum.ask(request, now);
    awaitTimeout(asks);
    pump();
  }

  private void awaitTimeout(long ask) {
    timeline.at(node.trueNanosAt(askUntilNanos), () -> timeout(ask));
  }

  private void timeout(long ask) {
    boolean over = !node.now().isBefore(askUntilNanos);
    if (ask == asks && reply != null && !node.isPaused() && over) {
      quorum.giveUp();
      settle();
    }
  }

  private void pump() {
    for (int index = 0; index < links.size(); index++) {
      SimulatedLink link = links.get(index);
      if (!link.isBusy()) {
        quorum.pull(index, node.now()).ifPresent(memberRequest -> send(link, memberRequest));
      }
    }
  }

  private void send(SimulatedLink link, MemberRequest memberRequest) {
    if (broken.isSent(memberRequest)) {
      link.ask(broken.request(memberRequest), answer -> answered(memberRequest, answer));
    }
  }

  private void answered(MemberRequest memberRequest, LeaseAnswer answer) {
    quorum.answer(memberRequest, broken.answer(memberRequest, answer), node.now());
    settle();
  }

  private void settle() {
    Consumer<LeaseAnswer> waiting = reply;
    if (waiting != null && quorum.outcome().isPresent()) {
      reply = null;
      waiting.accept(quorum.outcome().orElseThrow());
    }
    pump();
  }

  @Override
  public void resume() {
    if (reply != null) {
      awaitTimeout(asks);
    }
    links.forEach(SimulatedLink::resume);
  }

  @Override
  public void close() {
    reply = null;
    asks++;
    links.forEach(SimulatedLink::close);
  }
}
