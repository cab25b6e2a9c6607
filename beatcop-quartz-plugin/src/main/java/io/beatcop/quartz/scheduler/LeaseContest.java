package io.beatcop.quartz.scheduler;

import io.beatcop.lease.Lease;
import io.beatcop.lease.SettingException;
import java.time.Duration;
import java.util.Optional;

/** The contest for the only lease of an entry, which knows all of its rules itself. */
record LeaseContest(Lease lease) implements Contest, Seat {

  @Override
  public void join() {
    lease.campaign();
  }

  /** Others go first, and the other entries of this scheduler start after this one. */
  @Override
  public boolean isAwaited() {
    return lease.settings().deference().isZero();
  }

  @Override
  public void awaitAnswer() {
    try {
      lease.start();
    } catch (SettingException e) {
      // The lease has logged this. Somebody may fix it at Redis, so go on asking.
      lease.campaign();
    }
  }

  @Override
  public Duration patience() {
    return lease.settings().timeout();
  }

  /** It stops when its work has ended. */
  @Override
  public void withdraw() {}

  @Override
  public void close() {
    lease.close();
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
  public void stopAndAskAgain() {
    lease.stop();
    lease.campaign();
  }

  @Override
  public void avoid(Runnable ask) {
    ask.run();
  }

  /** The lease tells its listeners. */
  @Override
  public boolean hasSeenAnother() {
    return false;
  }

  @Override
  public Optional<String> otherHolder() {
    return Optional.empty();
  }
}
