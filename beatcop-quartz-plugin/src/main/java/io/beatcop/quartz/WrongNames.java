package io.beatcop.quartz;

import io.beatcop.lease.SettingException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Wrong names of properties that people are likely to write.
 *
 * <p>Quartz answers an unknown property with nested exceptions. It looks for setters, so each wrong
 * name has one, and the user gets one sentence with the right name (Q-t). The setters are not
 * final: otherwise reflection would find them only in this class, which is not public.
 */
abstract class WrongNames {

  private final Map<String, String> all = new TreeMap<>();

  /**
   * Refuses the first wrong name that was used.
   *
   * @throws SettingException if there is one
   */
  final void checkNames() {
    all.forEach(
        (wrong, right) -> {
          throw new SettingException(wrong, "…", "is called " + right + " here");
        });
  }

  private void refuse(String wrong, String right) {
    all.put(wrong, right);
  }

  /** Refused: it is called {@code redis}. */
  public void setUri(String value) {
    refuse("uri", "redis");
  }

  /** Refused: it is called {@code redis}. */
  public void setUrl(String value) {
    refuse("url", "redis");
  }

  /** Refused: it is called {@code redis}. */
  public void setHost(String value) {
    refuse("host", "redis");
  }

  /** Refused: it is called {@code redis}. */
  public void setAddress(String value) {
    refuse("address", "redis");
  }

  /** Refused: it is called {@code redis}. */
  public void setRedisUri(String value) {
    refuse("redisUri", "redis");
  }

  /** Refused: it is called {@code lease}. */
  public void setName(String value) {
    refuse("name", "lease");
  }

  /** Refused: it is called {@code lease}. */
  public void setLeaseName(String value) {
    refuse("leaseName", "lease");
  }

  /** Refused: it is called {@code lease}. */
  public void setLockname(String value) {
    refuse("lockname", "lease");
  }

  /** Refused: it is called {@code lease}. */
  public void setLockName(String value) {
    refuse("lockName", "lease");
  }

  /** Refused: it is called {@code user}. */
  public void setUsername(String value) {
    refuse("username", "user");
  }

  /** Refused: it is called {@code passwordfile}. */
  public void setPasswordFile(String value) {
    refuse("passwordFile", "passwordfile");
  }

  /** Refused: it is called {@code passwordcommand}. */
  public void setPasswordCommand(String value) {
    refuse("passwordCommand", "passwordcommand");
  }

  /** Refused: it is called {@code servername}. */
  public void setServerName(String value) {
    refuse("serverName", "servername");
  }

  /** Refused: it is called {@code clientname}. */
  public void setClientName(String value) {
    refuse("clientName", "clientname");
  }

  /** Refused: it is called {@code wait}. */
  public void setWaitReplicas(String value) {
    refuse("waitReplicas", "wait");
  }

  /** Refused: it is called {@code sentineluser}. */
  public void setSentinelUser(String value) {
    refuse("sentinelUser", "sentineluser");
  }

  /** Refused: it is called {@code sentinelpassword}. */
  public void setSentinelPassword(String value) {
    refuse("sentinelPassword", "sentinelpassword");
  }

  /** Refused: it is called {@code triggergroups}. */
  public void setTriggerGroups(String value) {
    refuse("triggerGroups", "triggergroups");
  }

  /** Refused: it is called {@code triggergroups}. */
  public void setTriggerGroup(String value) {
    refuse("triggerGroup", "triggergroups");
  }

  /** Refused: it is called {@code jobgroups}. */
  public void setJobGroups(String value) {
    refuse("jobGroups", "jobgroups");
  }

  /** Refused: it is called {@code jobgroups}. */
  public void setJobGroup(String value) {
    refuse("jobGroup", "jobgroups");
  }

  /** Refused: it is called {@code trustabsence}. */
  public void setTrustAbsence(String value) {
    refuse("trustAbsence", "trustabsence");
  }

  /** Refused: it is called {@code recoverywindow}. */
  public void setRecoveryWindow(String value) {
    refuse("recoveryWindow", "recoverywindow");
  }
}
