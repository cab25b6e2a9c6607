package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.LeaseAnswer.Granted;
import io.beatcop.lease.LeaseAnswer.HeldByOther;
import io.beatcop.lease.LeaseAnswer.Paused;
import io.beatcop.lease.LeaseAnswer.Released;
import io.beatcop.testing.LogLines;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No thread of a lease ends unseen, whatever the store, the listener and the clock do. */
class LeaseThreadsTest {

  private static final Duration TTL = Duration.ofMillis(600);

  /** No machine stands still for so long that a term ends by itself. */
  private static final Duration LONG = Duration.ofMinutes(1);

  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicLong wallStepMillis = new AtomicLong();
  private Optional<Lease> opened = Optional.empty();

  private final Clock steppedClock =
      new Clock() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public long epochMillis() {
          return System.currentTimeMillis() + wallStepMillis.get();
        }
      };

  private final LeaseListener writing =
      new LeaseListener() {
        @Override
        public void acquired(Grant grant) {
          heard.add("acquired");
        }

        @Override
        public void lost(Grant grant, Loss loss) {
          heard.add("lost " + loss.reason());
        }

        @Override
        public void released(Grant grant) {
          heard.add("released");
        }

        @Override
        public void ended(Throwable reason) {
          heard.add("ended by " + reason.getMessage());
        }
      };

  @AfterEach
  void end() {
    opened.ifPresent(Lease::close);
  }

  private Lease lease(
      Duration ttl, Clock clock, AnsweringStore.Answers answers, LeaseListener... listeners) {
    Lease lease = new Lease(LeaseSettings.of("test", ttl), new AnsweringStore(answers), clock);
    List.of(listeners).forEach(lease::addListener);
    opened = Optional.of(lease);
    return lease;
  }

  private Lease lease(AnsweringStore.Answers answers, LeaseListener... listeners) {
    return lease(TTL, Clock.SYSTEM, answers, listeners);
  }

  private static LeaseAnswer sound(LeaseRequest request) {
    return request instanceof LeaseRequest.Release
        ? new Released()
        : new Granted(42, "held", Optional.empty());
  }

  private AnsweringStore.Answers firstOf(LeaseAnswer first) {
    return request -> asked.incrementAndGet() == 1 ? first : sound(request);
  }

  /** L-a: {@code SET lease x PX 10000000000000} ended every node for good. */
  @Test
  void aTimeToLiveThatIsLongerThanTheClockCanCountEndsNothing() {
    Lease lease =
        lease(
            firstOf(
                new HeldByOther(
                    "x", Optional.of(FOR_EVER), "held x 1 1", OptionalLong.of(Long.MAX_VALUE))));

    lease.campaign();

    await().until(lease::isHeld);
  }

  /** L-a: so did a pause of that length. */
  @Test
  void aPauseThatIsLongerThanTheClockCanCountEndsNothing() {
    Lease lease = lease(firstOf(new Paused("ops", Optional.of(FOR_EVER))));

    lease.campaign();

    await().until(lease::isHeld);
  }

  /** L-a: nor does an uptime that nobody can subtract from. */
  @Test
  void anUptimeThatIsNoneEndsNothing() {
    Lease lease =
        lease(firstOf(new Granted(1, "held", Optional.of(Duration.ofSeconds(Long.MIN_VALUE)))));

    lease.campaign();

    await().until(lease::isHeld);
  }

  /** L-b: an Error, a checked exception, and one that can't even be printed. */
  @Test
  void aStoreThatThrowsAnythingIsAskedAgain() {
    List<Throwable> thrown =
        List.of(
            new AssertionError("on purpose"),
            new StackOverflowError("on purpose"),
            new OutOfMemoryError("on purpose"),
            new IOException("on purpose"),
            new InterruptedException("on purpose"),
            new Unprintable());
    Lease lease =
        lease(
            request -> {
              int ask = asked.getAndIncrement();
              if (ask < thrown.size()) {
                throw thrown.get(ask);
              }
              return sound(request);
            },
            writing);

    lease.campaign();

    await().until(() -> heard.contains("acquired"));
    assertThat(lease.isHeld()).isTrue();
  }

  /** L-b: no answer at all. */
  @Test
  void aStoreThatAnswersNullIsAskedAgain() {
    Lease lease = lease(request -> asked.incrementAndGet() == 1 ? nothing() : sound(request));

    lease.campaign();

    await().until(lease::isHeld);
  }

  @SuppressWarnings("NullAway")
  private static LeaseAnswer nothing() {
    return null;
  }

  /** L-b: somebody interrupts all threads that he finds. */
  @ParameterizedTest
  @ValueSource(strings = {"loop", "events"})
  void aThreadThatIsInterruptedGoesOn(String which) {
    Lease lease = lease(LeaseThreadsTest::sound, writing);
    lease.start();

    threads("beatcop-test-" + which).forEach(Thread::interrupt);
    lease.stop();

    await().untilAsserted(() -> assertThat(heard).containsSubsequence("acquired", "released"));
  }

  private static List<Thread> threads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name) && thread.isAlive())
        .toList();
  }

  /** L-b: the loop's clock fails for ever; one failure, and some, end nothing. */
  @Test
  void aLeaseWhoseLoopCanDoNothingAnyMoreSaysSo() {
    Lease lease =
        lease(
            Duration.ofMillis(150),
            WatchedClock.failingIn("loop", failures),
            LeaseThreadsTest::sound);
    lease.addListener(writing);
    assertThat(lease.isAlive()).isTrue();
    lease.start();
    assertThat(lease.isAlive()).isTrue();
    await().until(() -> heard.contains("acquired"));

    failures.set(Integer.MAX_VALUE);

    await().until(() -> heard.contains("ended by on purpose"));
    assertThat(heard).containsSubsequence("acquired", "lost EXPIRED", "ended by on purpose");
    assertEnded(lease);
  }

  /** L-b: and so with the thread that tells; the loop alone must not hold what nobody hears of. */
  @Test
  void aLeaseThatCanTellNothingAnyMoreEndsAndSaysSo() {
    // Longer than it takes to give up: in between nothing may be told, or that were a success.
    Lease lease =
        lease(
            Duration.ofSeconds(10),
            WatchedClock.failingIn("events", failures),
            LeaseThreadsTest::sound);
    lease.addListener(writing);
    lease.start();
    await().until(() -> heard.contains("acquired"));

    failures.set(Integer.MAX_VALUE);

    await().until(() -> heard.contains("ended by on purpose"));
    assertThat(heard).containsExactly("acquired", "lost EXPIRED", "ended by on purpose");
    assertEnded(lease);
  }

  private static void assertEnded(Lease lease) {
    assertThat(lease.isAlive()).isFalse();
    assertThat(lease.isHeld()).isFalse();
    assertThatThrownBy(lease::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has ended")
        .hasMessageContaining("on purpose");
    assertThatThrownBy(lease::campaign).isInstanceOf(IllegalStateException.class);
    lease.stop();
    lease.stepDown();
    lease.close();
    assertThat(lease.isAlive()).isFalse();
  }

  /** L-b: some failed steps in a row. */
  @ParameterizedTest
  @ValueSource(strings = {"loop", "events"})
  void aThreadThatFailsSomeTimesGoesOn(String which) {
    Lease lease =
        lease(
            Duration.ofMillis(150),
            WatchedClock.failingIn(which, failures),
            LeaseThreadsTest::sound,
            writing);
    lease.start();
    await().until(() -> heard.contains("acquired"));

    failures.set(FailedSteps.ENOUGH - 2);

    await().until(() -> failures.get() == 0);
    await().until(lease::isHeld);
    lease.stop();
    await().until(() -> heard.contains("released"));
    assertThat(heard).noneMatch(line -> line.startsWith("ended"));
    assertThat(lease.isAlive()).isTrue();
  }

  /** L-b: a lease that is closed is not alive. */
  @Test
  void aLeaseIsAliveFromItsMakingToItsClosing() {
    Lease lease = lease(LeaseThreadsTest::sound);
    assertThat(lease.isAlive()).isTrue();
    lease.start();
    lease.stop();
    assertThat(lease.isAlive()).isTrue();

    lease.close();

    assertThat(lease.isAlive()).isFalse();
  }

  /** L-c: a listener's checked exception ended the messenger, and {@code lost} never came. */
  @Test
  void aListenerThatThrowsAnythingHearsTheNextEvent() {
    List<Throwable> thrown =
        List.of(
            new IOException("on purpose"),
            new AssertionError("on purpose"),
            new StackOverflowError("on purpose"),
            new InterruptedException("on purpose"),
            new Unprintable());
    AtomicInteger calls = new AtomicInteger();
    LeaseListener throwing =
        new LeaseListener() {
          @Override
          public void extended(Grant grant) {
            int call = calls.getAndIncrement();
            if (call < thrown.size()) {
              throw AnsweringStore.<RuntimeException>sneaky(thrown.get(call));
            }
          }
        };
    Lease lease = lease(Duration.ofMillis(150), Clock.SYSTEM, LeaseThreadsTest::sound, throwing);
    lease.addListener(writing);
    lease.start();

    await().until(() -> calls.get() > thrown.size());
    lease.stop();

    // A machine that stood still for a ttl may have lost a term meanwhile.
    await().until(() -> heard.contains("released"));
    assertThat(heard).startsWith("acquired").endsWith("released");
  }

  /** L-c: a listener that was interrupted, and says so. */
  @Test
  void aListenerThatLeavesItsThreadInterruptedHearsTheNextEvent() {
    LeaseListener interrupting =
        new LeaseListener() {
          @Override
          public void acquired(Grant grant) {
            Thread.currentThread().interrupt();
          }
        };
    Lease lease = lease(LeaseThreadsTest::sound, interrupting, writing);
    lease.start();

    lease.stop();

    await().untilAsserted(() -> assertThat(heard).containsSubsequence("acquired", "released"));
  }

  /** L-f: 96 of 200 were not released. */
  @Test
  void closingInAnInterruptedThreadReleases() {
    for (int round = 0; round < 50; round++) {
      AnsweringStore store = new AnsweringStore(LeaseThreadsTest::sound);
      Lease lease = new Lease(LeaseSettings.of("test", LONG), store);
      lease.start();

      Thread.currentThread().interrupt();
      lease.close();

      assertThat(Thread.interrupted()).isTrue();
      assertThat(store.isReleased()).isTrue();
    }
  }

  /** L-f: so with the other two. */
  @Test
  void stoppingAndSteppingDownInAnInterruptedThreadReleaseBeforeTheyReturn() {
    for (int round = 0; round < 25; round++) {
      AnsweringStore store = new AnsweringStore(LeaseThreadsTest::sound);
      try (Lease lease = new Lease(LeaseSettings.of("test", LONG), store)) {
        lease.start();
        Thread.currentThread().interrupt();
        if (round % 2 == 0) {
          lease.stop();
        } else {
          lease.stepDown();
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(store.isReleased()).isTrue();
      }
    }
  }

  /** L-g: it was told up to a third of the ttl later, 20 s, when the renewal was due. */
  @ParameterizedTest
  @ValueSource(longs = {3_600_000, -3_600_000})
  void aWallClockThatIsSetIsToldAsALossLongBeforeTheRenewal(long stepMillis) {
    Lease lease = lease(Duration.ofMinutes(1), steppedClock, LeaseThreadsTest::sound, writing);
    lease.start();
    await().until(() -> heard.contains("acquired"));

    wallStepMillis.set(stepMillis);

    await().until(() -> heard.contains("lost CLOCK"));
  }

  /** L-g: also while a request is stuck; and then it stays true, though the clock is set back. */
  @Test
  void aTermThatWasToldToBeLostDoesNotComeBackWithTheClock() {
    CountDownLatch stuck = new CountDownLatch(1);
    Lease lease =
        lease(
            Duration.ofSeconds(9),
            steppedClock,
            request -> {
              if (request instanceof LeaseRequest.Renew && asked.incrementAndGet() == 1) {
                stuck.await();
              }
              return sound(request);
            },
            writing);
    lease.start();
    await().until(() -> asked.get() == 1);

    wallStepMillis.set(3_600_000);
    await().until(() -> heard.contains("lost CLOCK"));
    wallStepMillis.set(0);
    stuck.countDown();

    await()
        .untilAsserted(
            () -> assertThat(heard).containsSubsequence("acquired", "lost CLOCK", "acquired"));
  }

  /** L-l: the first was true, the second threw. */
  @Test
  void nobodyHoldsForLessThanNothingOrForLongerThanAnyTerm() {
    Lease lease = lease(LeaseThreadsTest::sound);
    lease.start();

    assertThat(lease.isHeldFor(Duration.ZERO)).isTrue();
    assertThat(lease.isHeldFor(Duration.ofMillis(10))).isTrue();
    assertThat(lease.isHeldFor(Duration.ofNanos(-1))).isFalse();
    assertThat(lease.isHeldFor(Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
    assertThat(lease.isHeldFor(TTL)).isFalse();
    assertThat(lease.isHeldFor(Duration.ofDays(365 * 292))).isFalse();
    assertThat(lease.isHeldFor(FOR_EVER)).isFalse();
  }

  /** One whose message can't be had. */
  private static final class Unprintable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message either");
    }
  }

  @Test
  void aTermThatTheWallClockEndsSoonerIsNotHeldForLonger() {
    Lease lease = lease(Duration.ofSeconds(60), steppedClock, LeaseThreadsTest::sound);
    lease.start();

    wallStepMillis.set(30_000);

    assertThat(lease.isHeldFor(Duration.ofSeconds(10))).isTrue();
    assertThat(lease.isHeldFor(Duration.ofSeconds(30))).isFalse();
  }

  @Test
  void noThreadOfALeaseKeepsTheJvmAlive() {
    Lease lease = lease(LeaseThreadsTest::sound);
    lease.start();

    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().startsWith("beatcop-test-"))
        .isNotEmpty()
        .allMatch(Thread::isDaemon);
  }

  @Test
  void anInterruptedThreadStartsWithoutWaitingAndStaysInterrupted() {
    CountDownLatch end = new CountDownLatch(1);
    Lease lease =
        lease(
            Duration.ofMinutes(10),
            Clock.SYSTEM,
            request -> {
              end.await();
              return sound(request);
            });

    Thread.currentThread().interrupt();
    lease.start();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(lease.isHeld()).isFalse();
    end.countDown();
  }

  @Test
  void closingWaitsUntilTheListenersHaveHeardOfTheRelease() throws InterruptedException {
    Lease lease = lease(LeaseThreadsTest::sound);
    Thread closing =
        new Thread(
            () -> {
              lease.close();
              heard.add("closed");
            });
    lease.addListener(
        new LeaseListener() {
          @Override
          public void released(Grant grant) {
            await()
                .until(
                    () ->
                        closing.getState() == Thread.State.TIMED_WAITING
                            || closing.getState() == Thread.State.TERMINATED);
            heard.add("released");
          }
        });
    lease.start();

    closing.start();
    closing.join();

    assertThat(heard).containsExactly("released", "closed");
  }

  /** L-b: whether the store has done what it was asked is not known then. */
  @Test
  void anAnswerThatCouldNotBeReadIsNone() {
    try (LogLines log = new LogLines()) {
      Lease lease =
          lease(
              TTL,
              WatchedClock.failingIn("-loop", failures),
              request -> {
                if (asked.incrementAndGet() == 2) {
                  failures.set(1);
                }
                return sound(request);
              });
      lease.start();

      await().until(() -> asked.get() > 2);
      assertThat(log.with("no answer from Redis: this node failed: ")).hasSize(1);
    }
  }

  /** L-b: a bug that shows now and then is none that stops everything. */
  @Test
  void failuresWithSuccessesBetweenThemEndNothing() {
    Lease lease =
        lease(
            Duration.ofMillis(150),
            WatchedClock.failingIn("-loop", failures),
            request -> {
              failures.set(asked.incrementAndGet() % 2);
              return sound(request);
            });
    lease.campaign();

    await().until(() -> asked.get() > 2 * FailedSteps.ENOUGH + 2);

    assertThat(lease.isAlive()).isTrue();
    assertThat(heard).isEmpty();
  }

  /** L8: the caller's work has stopped, and another node may hold the lease soon. */
  @Test
  void anAnswerThatComesAfterTheNodeHasLeftGivesNothingBack() {
    CountDownLatch left = new CountDownLatch(1);
    AtomicBoolean watching = new AtomicBoolean();
    AtomicBoolean heldAgain = new AtomicBoolean();
    AtomicBoolean looking = new AtomicBoolean();
    Clock watchful =
        new WatchedClock(
            () -> {
              if (WatchedClock.isIn("-loop")
                  && watching.get()
                  && looking.compareAndSet(false, true)) {
                heldAgain.compareAndSet(false, opened.orElseThrow().isHeld());
                looking.set(false);
              }
            });
    // So long that only leaving can end the term: an expired one would rightly be held again.
    Lease lease =
        lease(
            Duration.ofSeconds(9),
            watchful,
            request -> {
              if (request instanceof LeaseRequest.Renew) {
                asked.incrementAndGet();
                left.await();
                watching.set(true);
              }
              return sound(request);
            });
    lease.start();
    await().until(() -> asked.get() == 1);
    Thread leaving = new Thread(lease::stop);
    leaving.start();
    await().until(() -> !lease.isHeld());

    left.countDown();

    await().until(() -> !leaving.isAlive());
    assertThat(heldAgain).isFalse();
  }
}
