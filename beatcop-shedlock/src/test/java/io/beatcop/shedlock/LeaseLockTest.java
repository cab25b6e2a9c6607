package io.beatcop.shedlock;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseRequest;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.LeaseStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import net.javacrumbs.shedlock.core.ClockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a lock is given back. */
class LeaseLockTest {

  private static final Instant BEGUN = Instant.parse("2025-11-25T03:00:00.000700Z");

  /** It grants the lease to whoever asks. */
  private static final class Store implements LeaseStore {

    @Override
    public LeaseAnswer ask(LeaseRequest request) {
      return request instanceof LeaseRequest.Release
          ? new LeaseAnswer.Released()
          : new LeaseAnswer.Granted(42, "held", Optional.empty());
    }

    @Override
    public void onRelease(Runnable wake) {}

    @Override
    public void close() {}
  }

  private final AtomicBoolean isFree = new AtomicBoolean();

  @AfterEach
  void theClockOfTheSystem() {
    ClockProvider.setClock(Clock.systemUTC());
  }

  /** Locks and unlocks within a microsecond. */
  private void lockAndUnlock(Duration atLeast) {
    ClockProvider.setClock(Clock.fixed(BEGUN, ZoneOffset.UTC));
    try (LockTimer timer = new LockTimer();
        Lease lease = new Lease(LeaseSettings.of("task", Duration.ofMinutes(1)), new Store())) {
      lease.start();
      LockTerm term = new LockTerm(lease, timer, () -> isFree.set(true));

      new LeaseLock(new LockConfiguration(BEGUN, "task", Duration.ofHours(1), atLeast), term)
          .unlock();
    }
  }

  /** ShedLock's clock has milliseconds, so this lock began after what the clock says. */
  @Test
  void aLockIsFreeAtOnceIfItMayBe() {
    lockAndUnlock(Duration.ZERO);

    assertThat(isFree).isTrue();
  }

  @Test
  void aLockIsKeptForLockAtLeastFor() {
    lockAndUnlock(Duration.ofMinutes(1));

    assertThat(isFree).isFalse();
  }
}
