package io.beatcop.quartz.settings;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SimpleTrigger;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells by the name of a trigger who chose it, and so whether other nodes know it. */
public final class TriggerNames {

  private static final Logger log = LoggerFactory.getLogger(TriggerNames.class);

  /** The prefix of the triggers that repeat a dead node's jobs, as in Quartz' JDBC store. */
  private static final String REPEATING = "recover_";

  /** The name that Quartz makes up if none is given: the tail of one UUID, and another. */
  private static final Pattern MADE_UP =
      Pattern.compile("[0-9a-f]{12}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private static final int MADE_UP_LENGTH = 12 + 1 + 36;

  /** Only one number in a million is shorter. */
  private static final Pattern MANUAL = Pattern.compile("MT_[0-9a-z]{9,13}");

  private static final int MOST_WARNINGS = 1000;

  private final String lease;
  private final boolean areAllShared;
  private final Set<TriggerKey> warned = ConcurrentHashMap.newKeySet();

  /** Makes the names of a node that has a schedule of its own. */
  public TriggerNames(String lease) {
    this(lease, false);
  }

  /** Makes the names; with a shared schedule each trigger has one name, whoever chose it. */
  public TriggerNames(String lease, boolean areAllShared) {
    this.lease = lease;
    this.areAllShared = areAllShared;
  }

  /**
   * Whether a trigger comes from {@code triggerJob}, so that only this node has it.
   *
   * <p>Quartz names it {@code MT_} and a random number of 63 bits to a base of 30 to 36, and leaves
   * everything else at its default.
   */
  public static boolean isManual(Trigger trigger) {
    return trigger.getKey().getName().startsWith("MT_")
        && trigger.getKey().getGroup().equals(Scheduler.DEFAULT_GROUP)
        && MANUAL.matcher(trigger.getKey().getName()).matches()
        && trigger instanceof SimpleTrigger simple
        && simple.getRepeatCount() == 0
        && trigger.getEndTime() == null
        && trigger.getCalendarName() == null
        && trigger.getDescription() == null
        && trigger.getPriority() == Trigger.DEFAULT_PRIORITY;
  }

  /** Whether all nodes share the schedule. */
  public boolean areAllShared() {
    return areAllShared;
  }

  /** Whether {@code triggerJob} has made a trigger that only this node has. */
  public boolean isManualHere(Trigger trigger) {
    return !areAllShared && isManual(trigger);
  }

  /** Whether a trigger has the same name on every node. If not, warns once (Q7). */
  public boolean isShared(TriggerKey key) {
    if (areAllShared) {
      return true;
    }
    if (key.getName().length() != MADE_UP_LENGTH || !MADE_UP.matcher(key.getName()).matches()) {
      return true;
    }
    if (warned.size() < MOST_WARNINGS && warned.add(key)) {
      log.warn(
          "{}: trigger {} has a name that Quartz made up, another one on each node: it fires by the"
              + " lease alone, without the journal and without recovery; name it with withIdentity",
          lease,
          key);
    }
    return false;
  }

  /** Warns, once for each job, that {@code triggerJob} does nothing on this node (Q-p). */
  public void tellOfManual(JobKey job) {
    TriggerKey warning = new TriggerKey(job.getName(), "run now " + job.getGroup());
    if (warned.size() < MOST_WARNINGS && warned.add(warning)) {
      log.warn(
          "{}: triggerJob of {} does nothing on this node, which does not hold the lease (manual ="
              + " leader); call it on the node that does, or set manual = local",
          lease,
          job);
    }
  }

  public static TriggerKey repeating(String firing) {
    return new TriggerKey(REPEATING + firing, Scheduler.DEFAULT_RECOVERY_GROUP);
  }

  public static boolean isRepeating(TriggerKey key) {
    return key.getGroup().equals(Scheduler.DEFAULT_RECOVERY_GROUP)
        && key.getName().startsWith(REPEATING);
  }

  /** The firing that a trigger for which {@link #isRepeating} is true repeats. */
  public static String repeated(TriggerKey key) {
    return key.getName().substring(REPEATING.length());
  }
}
