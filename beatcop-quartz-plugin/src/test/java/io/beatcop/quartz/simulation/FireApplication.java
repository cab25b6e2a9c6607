package io.beatcop.quartz.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.quartz.TriggerKey;

/** The application that runs on each node: it declares the same triggers everywhere. */
final class FireApplication {

  /** Between the first node and the last one, when the same is done on all. */
  private static final int SPREAD_MICROS = 200_000;

  private final FireWorld world;
  private final List<SimulatedMachine> machines;
  private final long horizonMillis;
  private final Map<TriggerKey, TriggerPlan> plans = new LinkedHashMap<>();

  FireApplication(FireWorld world, List<SimulatedMachine> machines, long horizonMillis) {
    this.world = world;
    this.machines = machines;
    this.horizonMillis = horizonMillis;
  }

  List<TriggerKey> keys() {
    return new ArrayList<>(plans.keySet());
  }

  Optional<TriggerPlan> plan(TriggerKey key) {
    return Optional.ofNullable(plans.get(key));
  }

  /** Declares a trigger on all nodes that start from now on. */
  void declare(TriggerPlan plan) {
    plans.put(plan.key(), plan);
    world.checker().declared(plan, horizonMillis);
  }

  void declareAllOn(SimulatedNode node) {
    plans.values().forEach(node::declare);
  }

  /** Schedules a trigger at run time, on all nodes within a moment. */
  void schedule(TriggerPlan plan) {
    plans.put(plan.key(), plan);
    everywhere(node -> current(plan).ifPresent(node::declare));
    world.timeline().after(SPREAD_MICROS, () -> declared(plan));
  }

  /** Gives a trigger another schedule, on all nodes within a moment. */
  void reschedule(TriggerPlan plan) {
    plans.put(plan.key(), plan);
    world.checker().deleted(plan.key());
    everywhere(node -> current(plan).ifPresent(node::reschedule));
    world.timeline().after(SPREAD_MICROS, () -> declared(plan));
  }

  private void declared(TriggerPlan plan) {
    current(plan).ifPresent(still -> world.checker().declared(still, horizonMillis));
  }

  /** The plan, unless it was deleted, or changed again, in the same moment. */
  private Optional<TriggerPlan> current(TriggerPlan plan) {
    return plan(plan.key()).filter(plan::equals);
  }

  void delete(TriggerKey key) {
    plans.remove(key);
    world.checker().deleted(key);
    everywhere(node -> node.unschedule(key));
  }

  void pause(TriggerKey key) {
    world.checker().paused(key);
    everywhere(node -> node.pause(key));
  }

  void resume(TriggerKey key) {
    everywhere(node -> node.resume(key));
    world.timeline().after(SPREAD_MICROS, () -> world.checker().resumed(key));
  }

  /** A job has unscheduled its own trigger: where it ran, and for good. */
  void gone(TriggerKey key) {
    plans.remove(key);
    world.checker().deleted(key);
  }

  private void everywhere(Consumer<SimulatedNode> action) {
    for (SimulatedMachine machine : machines) {
      machine
          .node()
          .ifPresent(
              node ->
                  node.call(
                      world.random().nextInt(SPREAD_MICROS) / 1000, () -> action.accept(node)));
    }
  }
}
