package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Work begins when its node holds the lease, and has ended before another node can. */
@SuppressWarnings("try") // The work goes on by itself until its block ends.
class LeaseWorkTest {

  private static final Duration TTL = Duration.ofMillis(600);

  private final BlockingQueue<Long> begun = new LinkedBlockingQueue<>();
  private final List<String> ended = new CopyOnWriteArrayList<>();
  private final AtomicBoolean reachable = new AtomicBoolean(true);
  private final AtomicBoolean asked = new AtomicBoolean();
  private final AtomicBoolean keyGone = new AtomicBoolean();
  private final AtomicInteger releases = new AtomicInteger();
  private final List<Long> told = new CopyOnWriteArrayList<>();
  private final AtomicLong token = new AtomicLong(41);
  private final CountDownLatch forEver = new CountDownLatch(1);
  private final Lease lease =
      new Lease(
          LeaseSettings.of("work", TTL),
          new LeaseStore() {
            @Override
            public LeaseAnswer ask(LeaseRequest request) {
              return answer(request);
            }

            @Override
            public void onRelease(Runnable wake) {}

            @Override
            public void close() {}
          });

  private LeaseAnswer answer(LeaseRequest request) {
    if (!reachable.get()) {
      return new LeaseAnswer.Unavailable("the test says so");
    }
    if (request instanceof LeaseRequest.Release) {
      releases.incrementAndGet();
      ended.add("released");
      return new LeaseAnswer.Released();
    }
    if (request instanceof LeaseRequest.Renew && keyGone.getAndSet(false)) {
      return new LeaseAnswer.Gone();
    }
    if (request instanceof LeaseRequest.Acquire) {
      token.incrementAndGet();
    }
    return new LeaseAnswer.Granted(
        token.get(),
        "held",
        Optional.empty(),
        asked.get() ? Optional.of("somebody") : Optional.empty());
  }

  @AfterEach
  void end() {
    forEver.countDown();
    lease.close();
  }

  private void untilInterrupted(Grant grant) throws InterruptedException {
    begun.add(grant.token());
    try {
      forEver.await();
    } finally {
      ended.add("ended");
    }
  }

  @Test
  void beginsWithTheTermAndEndsBeforeTheRelease() throws Exception {
    LeaseWork work = lease.whileHeld(this::untilInterrupted);
    lease.start();

    assertThat(begun.take()).isEqualTo(42);
    work.close();
    lease.close();

    assertThat(ended).containsExactly("ended", "released");
  }

  @Test
  void beginsAtOnceIfTheLeaseIsHeldAlready() throws Exception {
    lease.start();

    try (LeaseWork work = lease.whileHeld(this::untilInterrupted)) {
      assertThat(begun.take()).isEqualTo(42);
    }
  }

  @Test
  void endsBeforeTheDeadlineAndBeginsAgainWithTheRenewal() throws Exception {
    try (LeaseWork work = lease.whileHeld(this::untilInterrupted)) {
      lease.start();
      begun.take();

      AtomicBoolean wasHeld = new AtomicBoolean();
      lease.addListener(
          new LeaseListener() {
            @Override
            public void expiring(Grant grant, Duration left) {
              wasHeld.set(lease.isHeld());
            }
          });
      reachable.set(false);
      await().until(() -> ended.contains("ended"));
      assertThat(wasHeld).isTrue();

      reachable.set(true);
      assertThat(begun.take()).isGreaterThanOrEqualTo(42);
    }
  }

  @Test
  void stepsDownWhenItIsAskedToAndTheWorkHasEnded() throws Exception {
    try (LeaseWork work = lease.whileHeld(this::untilInterrupted)) {
      lease.start();
      begun.take();

      asked.set(true);
      await().until(() -> releases.get() > 0);
      asked.set(false);

      assertThat(ended).startsWith("ended", "released");
      assertThat(begun.take()).isGreaterThan(42);
    }
  }

  @Test
  void doesNotLeaveATermThatItWonAfterTheOneThatItWasToLeave() throws Exception {
    CountDownLatch mayEnd = new CountDownLatch(1);
    try (LeaseWork work =
        lease.whileHeld(
            grant -> {
              begun.add(grant.token());
              if (grant.token() == 42) {
                endLate(mayEnd);
              } else {
                // Its end would release the term.
                forEver.await();
              }
            })) {
      lease.addListener(
          new LeaseListener() {
            @Override
            public void acquired(Grant grant) {
              told.add(grant.token());
            }
          });
      lease.start();
      begun.take();

      asked.set(true);
      await().until(() -> ended.contains("interrupted"));
      asked.set(false);
      keyGone.set(true);
      await().until(() -> lease.token().orElse(0) == 43);
      await().until(() -> told.contains(43L));
      mayEnd.countDown();

      assertThat(begun.take()).isEqualTo(43);
      assertThat(releases).hasValue(0);
    }
  }

  /** Ignores each interrupt until it may end. */
  private void endLate(CountDownLatch mayEnd) {
    while (mayEnd.getCount() > 0) {
      try {
        mayEnd.await();
      } catch (InterruptedException e) {
        ended.add("interrupted");
      }
    }
  }

  @Test
  void anotherNodeHasItsTurnWhenTheWorkFails() throws Exception {
    try (LeaseWork work =
        lease.whileHeld(
            grant -> {
              begun.add(grant.token());
              throw new IllegalStateException("as the test wants");
            })) {
      lease.start();

      assertThat(begun.take()).isEqualTo(42);
      assertThat(begun.take()).isGreaterThan(42);
      assertThat(releases.get()).isPositive();
    }
  }

  @Test
  void theHolderLeavesWhenItsHealthFails() throws Exception {
    AtomicBoolean healthy = new AtomicBoolean(true);
    lease.keepWhile(healthy::get);
    try (LeaseWork work = lease.whileHeld(this::untilInterrupted)) {
      lease.start();
      begun.take();

      healthy.set(false);
      await().until(() -> releases.get() > 0);

      assertThat(ended).startsWith("ended", "released");
      healthy.set(true);
      assertThat(begun.take()).isGreaterThan(42);
    }
  }

  @Test
  void aHealthThatDoesNotAnswerFails() {
    lease.keepWhile(
        () -> {
          try {
            forEver.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return true;
        });
    lease.start();

    await().until(lease::isAskedToLeave);
  }

  @Test
  void aCallerCanWaitForTheLease() throws Exception {
    assertThat(lease.await(Duration.ofMillis(1))).isEmpty();

    lease.campaign();

    assertThat(lease.await(Duration.ofMinutes(1)))
        .hasValueSatisfying(grant -> assertThat(grant.token()).isEqualTo(42));
  }

  @Test
  void nobodyWaitsForALeaseThatIsClosed() throws Exception {
    lease.close();

    assertThat(lease.await(Duration.ofMinutes(1))).isEmpty();
  }
}
