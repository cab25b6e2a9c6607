package io.beatcop.quartz;

import io.beatcop.lease.Grant;
import io.beatcop.quartz.scheduler.EntryParts;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A slice of an entry, as operators see it. */
record EntrySlice(EntryParts parts) implements LeaseSliceView {

  @Override
  public int getNumber() {
    return parts.settings().slice().number();
  }

  @Override
  public String getLease() {
    return parts.settings().lease().name();
  }

  @Override
  public LeaseState getState() {
    Optional<Grant> grant = parts.lease().grant();
    if (grant.isPresent()) {
      return parts.gate().isOpenFor(grant.get()) ? LeaseState.LEADER : LeaseState.LEAVING;
    }
    if (!parts.gate().isOpen()) {
      return LeaseState.STANDBY;
    }
    return parts.news().isWaiting() ? LeaseState.WAITING : LeaseState.FOLLOWER;
  }

  @Override
  public @Nullable String getHolder() {
    if (parts.lease().isHeld()) {
      return parts.settings().lease().holder();
    }
    return parts.otherHolder().filter(holder -> parts.gate().isOpen()).orElse(null);
  }

  @Override
  public @Nullable Long getToken() {
    return parts.lease().grant().map(Grant::token).orElse(null);
  }

  @Override
  public int getRunning() {
    return parts.running().count();
  }

  @Override
  public long getFires() {
    return parts.counts().fires();
  }

  @Override
  public long getTakeOvers() {
    return parts.news().takeOvers();
  }
}
