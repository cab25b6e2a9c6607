package io.beatcop.quartz;

import java.util.TreeSet;
import org.quartz.SchedulerConfigException;

/**
 * Properties of the plugin that people may set at the job store, which takes all of them from the
 * plugin.
 *
 * <p>Quartz answers an unknown property with nested exceptions. It looks for setters, so each of
 * these has one, and the user gets one sentence. The setters are not final: otherwise reflection
 * would find them only in this class, which is not public.
 */
abstract class MisplacedNames extends ScheduleView {

  private final TreeSet<String> all = new TreeSet<>();

  /**
   * Refuses the first of them that was used.
   *
   * @throws SchedulerConfigException if there is one
   */
  final void checkNames() throws SchedulerConfigException {
    if (!all.isEmpty()) {
      // Its value may be a secret.
      throw new SchedulerConfigException(
          "org.quartz.jobStore."
              + all.first()
              + " = …: must be set at the plugin, as org.quartz.plugin.beatcop."
              + all.first()
              + ", from which the SharedJobStore takes it");
    }
  }

  /** Refused: it is a property of the plugin. */
  public void setRedis(String value) {
    boolean unused = all.add("redis");
  }

  /** Refused: it is a property of the plugin. */
  public void setUser(String value) {
    boolean unused = all.add("user");
  }

  /** Refused: it is a property of the plugin. */
  public void setPassword(String value) {
    boolean unused = all.add("password");
  }

  /** Refused: it is a property of the plugin. */
  public void setPasswordfile(String value) {
    boolean unused = all.add("passwordfile");
  }

  /** Refused: it is a property of the plugin. */
  public void setPasswordcommand(String value) {
    boolean unused = all.add("passwordcommand");
  }

  /** Refused: it is a property of the plugin. */
  public void setDatabase(String value) {
    boolean unused = all.add("database");
  }

  /** Refused: it is a property of the plugin. */
  public void setCa(String value) {
    boolean unused = all.add("ca");
  }

  /** Refused: it is a property of the plugin. */
  public void setCert(String value) {
    boolean unused = all.add("cert");
  }

  /** Refused: it is a property of the plugin. */
  public void setKey(String value) {
    boolean unused = all.add("key");
  }

  /** Refused: it is a property of the plugin. */
  public void setServername(String value) {
    boolean unused = all.add("servername");
  }

  /** Refused: it is a property of the plugin. */
  public void setClientname(String value) {
    boolean unused = all.add("clientname");
  }

  /** Refused: it is a property of the plugin. */
  public void setWait(String value) {
    boolean unused = all.add("wait");
  }

  /** Refused: it is a property of the plugin. */
  public void setSentineluser(String value) {
    boolean unused = all.add("sentineluser");
  }

  /** Refused: it is a property of the plugin. */
  public void setSentinelpassword(String value) {
    boolean unused = all.add("sentinelpassword");
  }

  /** Refused: it is a property of the plugin. */
  public void setLease(String value) {
    boolean unused = all.add("lease");
  }

  /** Refused: it is a property of the plugin. */
  public void setTtl(String value) {
    boolean unused = all.add("ttl");
  }

  /** Refused: it is a property of the plugin. */
  public void setTimeout(String value) {
    boolean unused = all.add("timeout");
  }

  /** Refused: it is a property of the plugin. */
  public void setTriggergroups(String value) {
    boolean unused = all.add("triggergroups");
  }

  /** Refused: it is a property of the plugin. */
  public void setJobgroups(String value) {
    boolean unused = all.add("jobgroups");
  }

  /** Refused: it is a property of the plugin. */
  public void setTrustabsence(String value) {
    boolean unused = all.add("trustabsence");
  }

  /** Refused: it is a property of the plugin. */
  public void setManual(String value) {
    boolean unused = all.add("manual");
  }

  /** Refused: it is a property of the plugin. */
  public void setJournal(String value) {
    boolean unused = all.add("journal");
  }

  /** Refused: it is a property of the plugin. */
  public void setUnsure(String value) {
    boolean unused = all.add("unsure");
  }

  /** Refused: it is a property of the plugin. */
  public void setRecoverywindow(String value) {
    boolean unused = all.add("recoverywindow");
  }

  /** Refused: it is a property of the plugin. */
  public void setOverdue(String value) {
    boolean unused = all.add("overdue");
  }

  /** Refused: it is a property of the plugin. */
  public void setPreferred(String value) {
    boolean unused = all.add("preferred");
  }

  /** Refused: it is a property of the plugin. */
  public void setSpread(String value) {
    boolean unused = all.add("spread");
  }

  /** Refused: it is a property of the plugin. */
  public void setWeight(String value) {
    boolean unused = all.add("weight");
  }

  /** Refused: it is a property of the plugin. */
  public void setLabel(String value) {
    boolean unused = all.add("label");
  }

  /** Refused: it is a property of the plugin. */
  public void setPrefer(String value) {
    boolean unused = all.add("prefer");
  }
}
