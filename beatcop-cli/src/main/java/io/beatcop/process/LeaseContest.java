package io.beatcop.process;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseListener;
import io.beatcop.lease.LeaseSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** The contest for a lease, of which there is one. */
record LeaseContest(Lease lease) implements Contest {

  @Override
  public LeaseSettings settings() {
    return lease.settings();
  }

  @Override
  public void addListener(LeaseListener listener) {
    lease.addListener(listener);
  }

  @Override
  public void start() {
    lease.start();
  }

  @Override
  public boolean isAlive() {
    return lease.isAlive();
  }

  @Override
  public Optional<Grant> grant() {
    return lease.grant();
  }

  @Override
  public boolean isHeldFor(Duration longer) {
    return lease.isHeldFor(longer);
  }

  @Override
  public OptionalInt slot(Grant grant) {
    return OptionalInt.empty();
  }

  @Override
  public void stop() {
    lease.stop();
  }

  @Override
  public void stepDown() {
    lease.stepDown();
  }

  @Override
  public void campaign() {
    lease.campaign();
  }

  @Override
  public void close() {
    lease.close();
  }
}
