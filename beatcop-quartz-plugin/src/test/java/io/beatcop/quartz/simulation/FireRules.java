package io.beatcop.quartz.simulation;

import io.beatcop.quartz.rules.OverdueFires;
import java.util.function.Consumer;
import org.quartz.JobExecutionContext;
import org.quartz.Trigger;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.TriggerKey;

/**
 * The rules of the fire path on one node, as the simulation drives them (F8).
 *
 * <p>All methods are called on one thread, one at a time, and return at once; work that takes time
 * goes through {@link FireRuntime}. While the node is frozen nothing is called; after its death
 * nothing ever is.
 */
interface FireRules {

  /** Makes the rules of a node that starts. */
  @FunctionalInterface
  interface Maker {
    FireRules make(FireRuntime runtime);
  }

  /** The answer to a firing. The rules call exactly one of the two, once, now or later. */
  interface Answer {

    /** Lets it through: its job runs at once. */
    void fire();

    /** Vetoes it: Quartz goes on to the trigger's next time. */
    void veto();
  }

  /**
   * The scheduler starts; the lease has answered, or its timeout is over. The first firing waits
   * until {@code ready} was run.
   */
  void start(Runnable ready);

  /** A term begins, a moment ago. */
  void acquired(long token);

  /**
   * This node is about to give its term back: nothing may be fired in it any more. The lease is
   * released when no firing is under way.
   */
  void leaving(long token);

  /** The term has ended, a moment ago. */
  void lost(long token);

  /** Another node was seen to hold the lease. */
  void observed(String holder);

  /**
   * Quartz is about to apply the misfire instruction. It holds the store's lock: neither Redis nor
   * the scheduler may be asked.
   *
   * @param trigger a copy from before
   */
  void misfired(Trigger trigger);

  /**
   * A worker asks whether to fire, and waits for the answer. It asks again before each repetition
   * by {@code refireImmediately}, with the same context and a higher refire count.
   */
  void asked(JobExecutionContext context, Answer answer);

  /**
   * A job has run to its end; not called after a veto.
   *
   * @param instruction what Quartz does next: {@code RE_EXECUTE_JOB} if it will ask again
   */
  void ended(JobExecutionContext context, CompletedExecutionInstruction instruction);

  /** A trigger was scheduled, by the application or by these rules themselves. */
  void scheduled(Trigger trigger);

  /** A trigger was unscheduled; one that is rescheduled is scheduled right after. */
  void unscheduled(TriggerKey key);

  /** A trigger will not fire again. */
  void finalized(Trigger trigger);

  /**
   * Looks from now on for times that nobody fires.
   *
   * @param told what is overdue, at each look that finds something
   */
  default void watch(Consumer<OverdueFires.Overdue> told) {}

  /** A trigger was paused. */
  void paused(TriggerKey key);

  /** A trigger was resumed. */
  void resumed(TriggerKey key);
}
