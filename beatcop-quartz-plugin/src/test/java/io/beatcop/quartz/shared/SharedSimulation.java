package io.beatcop.quartz.shared;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A cluster with a shared schedule in virtual time, from one seed: nodes with the classes as they
 * are, users on all of them, and whatever befalls Redis, the network and the nodes. Then all is
 * quiet for a while, and all must be well.
 */
final class SharedSimulation {

  static {
    // A node in a storm logs a lot.
    System.setProperty("org.slf4j.simpleLogger.log.io.beatcop.quartz.shared", "off");
  }

  private static final long STORM_MILLIS = 90_000;
  private static final long QUIET_MILLIS = 30_000;
  private static final long REST_MILLIS = 12_000;
  private static final long LATE_MILLIS = 10_000;

  private final SplittableRandom random;
  private final SimulatedTime time = new SimulatedTime();
  private final SharedChecker checker;
  private final SimulatedLink.Weather weather = new SimulatedLink.Weather();
  private final SharedMutation mutation;
  private final SimulatedRedis redis;
  private final SharedUsers users;
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private int made;
  private boolean isQuiet;

  private SharedSimulation(long seed, SharedMutation mutation, boolean tells) {
    this.checker = new SharedChecker(time, tells);
    this.random = new SplittableRandom(seed);
    this.mutation = mutation;
    this.redis = new SimulatedRedis(time, mutation, checker);
    this.users = new SharedUsers(time, random.split());
    checker.watch(redis);
  }

  /**
   * Lives through the world of a seed. Returns how often each rule was reached.
   *
   * @throws SharedViolation if a promise was broken, with the end of the story
   */
  static Map<String, Long> run(long seed, SharedMutation mutation) {
    try {
      return lived(seed, mutation, false).checker.reached();
    } catch (SharedViolation untold) {
      SharedSimulation world = new SharedSimulation(seed, mutation, true);
      try {
        world.play();
      } catch (SharedViolation told) {
        throw new SharedViolation(
            told.promise(),
            "seed "
                + seed
                + ": "
                + told.getMessage()
                + "\n\nThe end of the story:\n"
                + world.checker.story()
                + "\n\nTo see it again: -Dbeatcop.sharedsim.seed="
                + seed);
      }
      throw new IllegalStateException("seed " + seed + " is not deterministic", untold);
    }
  }

  /** The promise that the world of a seed breaks, if it breaks one. */
  static Optional<SharedViolation.Promise> broken(long seed, SharedMutation mutation) {
    try {
      SharedSimulation unused = lived(seed, mutation, false);
      return Optional.empty();
    } catch (SharedViolation found) {
      return Optional.of(found.promise());
    }
  }

  /** The whole story of a seed. */
  static String story(long seed) {
    return lived(seed, SharedMutation.NONE, true).checker.story();
  }

  private static SharedSimulation lived(long seed, SharedMutation mutation, boolean tells) {
    SharedSimulation world = new SharedSimulation(seed, mutation, tells);
    world.play();
    return world;
  }

  private void play() {
    int size = 2 + random.nextInt(3);
    for (int i = 0; i < size; i++) {
      start();
    }
    time.after(200, this::use);
    time.after(3_000, this::strike);
    time.after(1_000, this::keepSnapshot);
    time.pass(STORM_MILLIS);
    isQuiet = true;
    weather.lostOfThousand = 0;
    time.pass(QUIET_MILLIS);
    long due = time.nowMillis();
    nodes.forEach(SimulatedNode::rest);
    time.pass(REST_MILLIS);
    checker.finish(nodes, due - LATE_MILLIS);
  }

  private void start() {
    nodes.add(
        new SimulatedNode(
            "node" + ++made, time, random.split(), redis, weather, checker, mutation, this::kill));
  }

  private void use() {
    if (!isQuiet) {
      users.call(any(), this::hint);
      time.after(50 + random.nextInt(500), this::use);
    }
  }

  /** Most nodes hear of a change at once. */
  private void hint() {
    for (SimulatedNode node : List.copyOf(nodes)) {
      if (random.nextInt(5) > 0) {
        node.wake();
      }
    }
  }

  private SimulatedNode any() {
    return nodes.get(random.nextInt(nodes.size()));
  }

  private Optional<SimulatedNode> holder() {
    return nodes.stream().filter(SimulatedNode::isHolder).findFirst();
  }

  private void keepSnapshot() {
    redis.keepSnapshot();
    time.after(4_000, this::keepSnapshot);
  }

  private void strike() {
    if (isQuiet) {
      return;
    }
    weather.lostOfThousand = random.nextInt(3) == 0 ? random.nextInt(150) : 0;
    SimulatedNode victim = random.nextBoolean() ? holder().orElseGet(this::any) : any();
    switch (random.nextInt(9)) {
      case 0, 1 -> weather.silentUntilMillis = time.nowMillis() + random.nextInt(4_000);
      case 2 -> victim.link().cut(random.nextInt(8_000));
      case 3 -> victim.freeze(random.nextInt(6_000));
      case 4 -> kill(victim);
      case 5, 6 -> holder().ifPresent(SimulatedNode::stepDown);
      case 7 -> forget(true);
      default -> forget(false);
    }
    time.after(1_000 + random.nextInt(6_000), this::strike);
  }

  private void kill(SimulatedNode victim) {
    victim.die();
    nodes.remove(victim);
    if (nodes.isEmpty()) {
      start();
    } else {
      time.after(random.nextInt(5_000), this::start);
    }
  }

  private void forget(boolean isAll) {
    redis.forget(isAll);
    checker.forgotten(redis.changes());
    checker.tell("Redis", () -> "forgets");
    checker.reached(isAll ? "emptied" : "set back");
  }
}
