package io.beatcop.quartz;

import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the plugin in a scheduler, as operators see it.
 *
 * <p>It is in JMX as {@code io.beatcop:type=Lease,scheduler="…",name="…"}, and without JMX in
 * {@code scheduler.getContext()} under {@code beatcop:} and the name of the entry. Any thread may
 * call the methods; none blocks. The counts begin when the scheduler is made.
 */
public interface LeaseMXBean {

  /**
   * The name of the entry: {@code NAME} in {@code org.quartz.plugin.NAME.class}.
   *
   * @return the name
   */
  String getName();

  /**
   * The name of the scheduler.
   *
   * @return the name
   */
  String getScheduler();

  /**
   * The name of the lease; of an entry that spreads, the name of the group of its leases.
   *
   * @return the name
   */
  String getLease();

  /**
   * This node's part in the contest for the lease. With several slices it is {@code LEADER} if this
   * node fires any.
   *
   * @return the state
   */
  LeaseState getState();

  /**
   * Whether this node can still win the lease. If not, a bug has ended a thread of the lease: this
   * node fires nothing that needs the lease any more, and has to be restarted.
   *
   * @return whether it can
   */
  boolean isAlive();

  /**
   * The identity of this node, as the others see it when it holds the lease.
   *
   * @return {@code host-pid-random}
   */
  String getNode();

  /**
   * The holder of the lease: this node, or the one that it has seen last.
   *
   * @return {@code host-pid-random}; null if it has seen none since it joined the contest, and if
   *     there are several slices
   */
  @Nullable String getHolder();

  /**
   * The fencing token of the term.
   *
   * @return the token; null if this node does not hold the lease, and if there are several slices
   */
  @Nullable Long getToken();

  /**
   * The time until which this node holds the lease, unless it renews it.
   *
   * @return the deadline; null if this node does not hold the lease, and if there are several
   *     slices
   */
  @Nullable Date getDeadline();

  /**
   * How many slices the jobs are cut into.
   *
   * @return the setting {@code spread}; 1 if they are not cut
   */
  int getSpread();

  /**
   * How many of the slices this node holds.
   *
   * @return how many
   */
  int getHeld();

  /**
   * The slices, by their numbers.
   *
   * @return a line for each, which shows it as it is when it is asked
   */
  List<LeaseSliceView> getSlices();

  /**
   * Whether this node asks for the lease as soon as it may be free.
   *
   * @return whether it does; false if it lets others go first
   */
  boolean isPreferred();

  /**
   * How many jobs that need the lease are running on this node.
   *
   * @return how many
   */
  int getRunning();

  /**
   * How many firings were let through.
   *
   * @return how many
   */
  long getFires();

  /**
   * How many firings were vetoed because they were not this node's.
   *
   * @return how many
   */
  long getVetoes();

  /**
   * How many second firings of one scheduled time were prevented.
   *
   * @return how many
   */
  long getDuplicates();

  /**
   * How many firings Redis gave no answer for in time, so it is unknown whether they happened
   * before.
   *
   * @return how many
   */
  long getUnsure();

  /**
   * How many triggers were wound back, and jobs repeated, because no node had fired them.
   *
   * @return how many
   */
  long getRecovered();

  /**
   * How many triggers have a time that no node has fired within the grace of the setting {@code
   * overdue}, as this node sees it. Without a journal it is 0.
   *
   * @return how many
   */
  int getOverdue();

  /**
   * The first of the triggers that are overdue, since when, and the likely cause.
   *
   * @return that, in words; null if none is overdue
   */
  @Nullable String getOverdueTrigger();

  /**
   * How often this node has got the lease.
   *
   * @return how often
   */
  long getTerms();

  /**
   * How often this node has got the lease after another node: fail-overs, and hand-overs after a
   * clean stop.
   *
   * @return how often
   */
  long getTakeOvers();

  /**
   * How often this node has lost the lease without giving it up.
   *
   * @return how often
   */
  long getLosses();
}
