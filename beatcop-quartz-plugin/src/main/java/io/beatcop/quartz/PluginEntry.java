package io.beatcop.quartz;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import java.util.Date;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the plugin in {@code quartz.properties}, as operators and the other entries see it.
 *
 * @param name what it is called there
 * @param scheduler the name of its scheduler
 */
record PluginEntry(
    String name,
    String scheduler,
    PluginSettings settings,
    Lease lease,
    VetoGate gate,
    RunningJobs running,
    GateCounts counts,
    LeaseNews news)
    implements LeaseMXBean {

  @Override
  public String getName() {
    return name;
  }

  @Override
  public String getScheduler() {
    return scheduler;
  }

  @Override
  public String getLease() {
    return settings.lease().name();
  }

  @Override
  public LeaseState getState() {
    Optional<Grant> grant = lease.grant();
    if (grant.isPresent()) {
      return gate.isOpenFor(grant.get()) ? LeaseState.LEADER : LeaseState.LEAVING;
    }
    if (!gate.isOpen()) {
      return LeaseState.STANDBY;
    }
    return news.isWaiting() ? LeaseState.WAITING : LeaseState.FOLLOWER;
  }

  @Override
  public boolean isAlive() {
    return lease.isAlive();
  }

  @Override
  public String getNode() {
    return settings.lease().holder();
  }

  @Override
  public @Nullable String getHolder() {
    if (lease.isHeld()) {
      return getNode();
    }
    return news.otherHolder().filter(holder -> gate.isOpen()).orElse(null);
  }

  @Override
  public @Nullable Long getToken() {
    return lease.grant().map(Grant::token).orElse(null);
  }

  @Override
  public @Nullable Date getDeadline() {
    return lease.deadline().map(Date::from).orElse(null);
  }

  @Override
  public boolean isPreferred() {
    return settings.isPreferred();
  }

  @Override
  public int getRunning() {
    return running.count();
  }

  @Override
  public long getFires() {
    return counts.fires();
  }

  @Override
  public long getVetoes() {
    return counts.vetoes();
  }

  @Override
  public long getDuplicates() {
    return counts.duplicates();
  }

  @Override
  public long getUnsure() {
    return counts.unsure();
  }

  @Override
  public long getRecovered() {
    return counts.recovered();
  }

  @Override
  public long getTerms() {
    return news.terms();
  }

  @Override
  public long getTakeOvers() {
    return news.takeOvers();
  }

  @Override
  public long getLosses() {
    return news.losses();
  }
}
