package io.beatcop.lease;

import io.beatcop.lease.Violation.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A cluster in virtual time: nodes with clocks that are wrong, a server that forgets, a network
 * that loses; all of it from one seed, so that it can be seen again.
 *
 * <p>Storms and calms alternate. In a storm no two nodes may ever hold. After it somebody must hold
 * within a bound, and a term must be handed over or taken over in time.
 */
final class Simulation {

  private static final int ROUNDS = 12;

  /** What is in the world besides the nodes. */
  record World(
      Timeline timeline,
      Story story,
      SplittableRandom random,
      List<SimulatedServer> servers,
      List<SimulatedNetwork> networks,
      Checker checker,
      Climate climate,
      LeaseSettings settings,
      Bounds bounds,
      Mutation mutation) {}

  /**
   * What came out.
   *
   * @param virtualNanos how long the world lived
   * @param events how many events there were
   * @param terms how many terms there were
   * @param longestHandOverNanos the longest time without a holder after a node stepped down, where
   *     nobody defers
   */
  record Outcome(long virtualNanos, long events, long terms, long longestHandOverNanos) {}

  private final World world;
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private final Storm storm;
  private final long ttlNanos;
  private long longestHandOverNanos;

  private Simulation(long seed, Topology topology, Mutation mutation, boolean told) {
    SplittableRandom random = new SplittableRandom(seed);
    Climate climate = Climate.of(seed, random, topology);
    Timeline timeline = new Timeline();
    Story story = new Story(timeline, told);
    LeaseSettings settings = settings(climate, mutation, deference(seed, climate));
    ttlNanos = settings.ttl().toNanos();
    List<SimulatedServer> servers = new ArrayList<>();
    List<SimulatedNetwork> networks = new ArrayList<>();
    for (int index = 0; index < climate.servers(); index++) {
      SimulatedServer server = server(index, timeline, story, climate, mutation);
      server.onRelease(() -> nodes.forEach(node -> wakeInAMoment(node, server)));
      servers.add(server);
      if (topology == Topology.REPLICATED) {
        server.replicateTo(new Replication(timeline, random, mutation, ttlNanos));
      }
      networks.add(new SimulatedNetwork(timeline, random, server, ttlNanos));
    }
    world =
        new World(
            timeline,
            story,
            random,
            List.copyOf(servers),
            List.copyOf(networks),
            new Checker(
                climate.nodes(),
                climate.tokensMustGrow(),
                mutation != Mutation.STOPPED_CLOCKS_PROMISED,
                () -> pausedSinceNanos(servers, climate)),
            climate,
            settings,
            new Bounds(settings, topology, climate.oddity()),
            mutation);
    for (int index = 0; index < climate.nodes(); index++) {
      nodes.add(new SimulatedNode(index, world, climate.monotonic(random), climate.wall(random)));
    }
    storm = new Storm(world, nodes);
  }

  private static SimulatedServer server(
      int index, Timeline timeline, Story story, Climate climate, Mutation mutation) {
    VirtualClock clock = new VirtualClock(Climate.EPOCH_NANOS, 0);
    SimulatedServer server =
        new SimulatedServer("redis-" + index, timeline, story, clock, mutation);
    if (!climate.uptimeTold()) {
      server.redis().hideUptime();
    }
    return server;
  }

  /** Since when so many servers have been paused that no majority is left which is not. */
  private static long pausedSinceNanos(List<SimulatedServer> servers, Climate climate) {
    return servers.stream()
        .map(SimulatedServer::pausedSinceNanos)
        .sorted()
        .skip(climate.minority())
        .findFirst()
        .orElse(Long.MAX_VALUE);
  }

  /** Nobody defers, except in every fourth world: there everybody does, for as long as one may. */
  private static Duration deference(long seed, Climate climate) {
    return Duration.ofMillis(seed % 4 == 0 ? climate.ttlMillis() / 4 : 0);
  }

  private static LeaseSettings settings(Climate climate, Mutation mutation, Duration deference) {
    Duration ttl = Duration.ofMillis(climate.ttlMillis());
    return LeaseSettings.of("nightly", ttl)
        .withHolder("unused")
        .withTrustAbsence(mutation == Mutation.TRUST_ABSENCE)
        .withDeference(deference);
  }

  /**
   * Lives through the world of a seed.
   *
   * @throws Violation if a promise was broken, with the story
   */
  static Outcome run(long seed, Topology topology, Mutation mutation) {
    try {
      return new Simulation(seed, topology, mutation, false).run();
    } catch (RuntimeException untold) {
      throw told(seed, topology, mutation, untold);
    }
  }

  private static Violation told(
      long seed, Topology topology, Mutation mutation, RuntimeException untold) {
    Simulation again = new Simulation(seed, topology, mutation, true);
    try {
      again.run();
    } catch (RuntimeException told) {
      Promise promise = told instanceof Violation v ? v.promise() : Promise.NEVER_NONE;
      Violation violation =
          new Violation(
              promise,
              promise
                  + ", seed "
                  + seed
                  + ", "
                  + again.world.climate
                  + ", at"
                  + Story.instant(again.world.timeline.nowNanos())
                  + "\n"
                  + told
                  + "\n\nWhat happened before, in true time:\n"
                  + again.world.story
                  + "\n\nTo see it again: -Dbeatcop.sim.seed="
                  + seed
                  + " -Dbeatcop.sim.topology="
                  + topology);
      violation.initCause(told);
      return violation;
    }
    throw new IllegalStateException("seed " + seed + " is not deterministic", untold);
  }

  private void wakeInAMoment(SimulatedNode node, SimulatedServer server) {
    int index = world.servers.indexOf(server);
    SimulatedNetwork network = world.networks.get(index);
    if (!network.losesNews() && !node.isCutOffFrom(index)) {
      world.timeline.after(network.way(), node::wake);
    }
  }

  private Outcome run() {
    nodes.forEach(SimulatedNode::start);
    for (int round = 0; round < ROUNDS; round++) {
      weather();
      calm();
    }
    return new Outcome(
        world.timeline.nowNanos(),
        world.timeline.happened(),
        world.checker.terms(),
        longestHandOverNanos);
  }

  private void weather() {
    long until = now() + random(10 * ttlNanos);
    storm.blow(until);
    world.timeline.runUntil(until);
    world.timeline.runUntil(storm.heal());
  }

  private void calm() {
    long since = now() + world.bounds.afterTheLastFault();
    world.timeline.runUntil(since);
    world.checker.mustHoldSince(since, now(), "all is well for long enough");
    world.timeline.runUntil(now() + random(2 * ttlNanos));
    if (world.climate.topology() == Topology.QUORUM) {
      outliveAMinority();
    }
    int holder = world.checker.mustHoldSince(since, now(), "nothing happened since");
    SimulatedNode node = nodes.get(holder);
    switch (world.random.nextInt(6)) {
      case 0, 1 -> stepDown(node);
      case 2, 3 -> {
        node.crash();
        mustHoldIn(world.bounds.takeOver(), "the holder crashed");
        node.start();
      }
      case 4 -> {
        world.servers.forEach(SimulatedServer::askToStepDown);
        world.timeline.runUntil(now() + world.bounds.leaving());
        mustHoldIn(world.bounds.handOver(), "the holder was asked to leave");
      }
      default -> pause();
    }
  }

  private void stepDown(SimulatedNode node) {
    long left = now();
    node.command(SimulatedNode.Command.STEP_DOWN);
    int next = mustHoldIn(world.bounds.handOver(), "the holder stepped down");
    if (world.settings.deference().isZero()) {
      longestHandOverNanos = Math.max(longestHandOverNanos, world.checker.heldSince(next) - left);
    }
  }

  private void pause() {
    world.servers.forEach(SimulatedServer::pause);
    world.timeline.runUntil(now() + world.bounds.leaving());
    long until = now() + random(3 * ttlNanos);
    world.checker.mustBeNobody(now(), "the lease was paused for long enough");
    world.timeline.runUntil(until);
    world.checker.mustBeNobody(now(), "the lease is paused");
    world.servers.forEach(server -> server.resume(true));
    mustHoldIn(world.bounds.handOver(), "the lease was resumed");
  }

  /** The holder notices nothing of what befalls a minority of the servers (L10). */
  private void outliveAMinority() {
    world.timeline.runUntil(now() + world.bounds.untilAllMembersVote());
    int holder = world.checker.holderAt(now());
    long since = world.checker.heldSince(holder);
    long healedNanos = storm.befallAMinority(now() + random(4 * ttlNanos));
    world.timeline.runUntil(healedNanos);
    world.timeline.runUntil(now() + world.bounds.untilAllMembersVote());
    int stillHolds =
        world.checker.mustHoldSince(since, now(), "only a minority of the servers failed");
    if (stillHolds != holder) {
      throw new IllegalStateException("two hold since " + since);
    }
  }

  private int mustHoldIn(long nanos, String because) {
    world.timeline.runUntil(now() + nanos);
    return world.checker.mustHoldSince(now(), now(), because);
  }

  private long random(long bound) {
    return world.random.nextLong(bound);
  }

  private long now() {
    return world.timeline.nowNanos();
  }
}
