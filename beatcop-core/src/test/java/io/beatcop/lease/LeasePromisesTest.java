package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.LeaseAnswer.Cut;
import io.beatcop.lease.LeaseAnswer.Granted;
import io.beatcop.lease.LeaseAnswer.HeldByOther;
import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseAnswer.Released;
import io.beatcop.lease.LeaseAnswer.Unavailable;
import io.beatcop.testing.LogLines;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The promises of each method of a lease to its caller. The ttl is a minute where nothing may wait
 * for it: an answer within seconds then did not wait.
 */
class LeasePromisesTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SOON = Duration.ofSeconds(9);

  private final SettingException wrong = new SettingException("redis", "redis://x", "is no Redis");
  private final CountDownLatch stuck = new CountDownLatch(1);
  private final List<LeaseRequest> asked = new CopyOnWriteArrayList<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final AtomicInteger storeCloses = new AtomicInteger();
  private final AtomicInteger subscriptions = new AtomicInteger();
  private Runnable wake = () -> {};
  private Optional<Lease> opened = Optional.empty();

  @AfterEach
  void end() {
    stuck.countDown();
    opened.ifPresent(Lease::close);
  }

  private Lease lease(Duration ttl, Clock clock, AnsweringStore.Answers answers) {
    Lease lease = new Lease(LeaseSettings.of("test", ttl), new Store(answers), clock);
    lease.addListener(
        new LeaseListener() {
          @Override
          public void acquired(Grant grant) {
            heard.add("acquired " + grant.token());
          }

          @Override
          public void released(Grant grant) {
            heard.add("released " + grant.token());
          }

          @Override
          public void ended(Throwable reason) {
            heard.add("ended");
          }
        });
    opened = Optional.of(lease);
    return lease;
  }

  private Lease lease(AnsweringStore.Answers answers) {
    return lease(LONG, Clock.SYSTEM, answers);
  }

  private static LeaseAnswer sound(LeaseRequest request) {
    return request instanceof LeaseRequest.Release ? new Released() : granted();
  }

  private static Granted granted() {
    return new Granted(42, "held", Optional.empty());
  }

  private static HeldByOther heldByOther() {
    return new HeldByOther(
        "b", Optional.of(Duration.ofHours(1)), "held b 1 1", OptionalLong.of(41));
  }

  private AnsweringStore.Answers first(LeaseAnswer... answers) {
    AtomicInteger next = new AtomicInteger();
    return request -> {
      int index = next.getAndIncrement();
      return index < answers.length ? answers[index] : sound(request);
    };
  }

  private LeaseAnswer waitUntilReleased() throws InterruptedException {
    stuck.await();
    return new Unavailable("stuck until now");
  }

  private static CompletableFuture<Void> elsewhere(Runnable call) {
    return CompletableFuture.runAsync(call);
  }

  @Nested
  class Start {

    @Test
    void countsNoAnswerFromBeforeTheLeaseLeftTheContest() {
      Lease lease = lease(first(new Refused(wrong)));
      assertThatThrownBy(lease::start).isSameAs(wrong);

      lease.start();

      assertThat(lease.isHeld()).isTrue();
    }

    /** It threw the refusal of the first start, and left the contest. */
    @Test
    void countsNoAnswerFromBeforeWhileTheReleaseIsStillUnderWay() {
      Lease lease =
          lease(
              Duration.ofMillis(600),
              Clock.SYSTEM,
              request -> {
                if (asked.size() == 1) {
                  return new Refused(wrong);
                }
                return request instanceof LeaseRequest.Release ? waitUntilReleased() : granted();
              });
      assertThatThrownBy(lease::start).isSameAs(wrong);

      lease.start();
      stuck.countDown();

      await().until(lease::isHeld);
    }

    @Test
    void throwsAgainWhileEachRequestIsRefused() {
      Lease lease = lease(request -> new Refused(wrong));
      assertThatThrownBy(lease::start).isSameAs(wrong);

      assertThatThrownBy(lease::start).isSameAs(wrong);
    }

    @Test
    void ofALeaseThatIsInTheContestReturnsAtOnce() {
      Lease lease = lease(LeasePromisesTest::sound);
      lease.start();

      assertThat(elsewhere(lease::start)).succeedsWithin(SOON);
      assertThat(subscriptions).hasValue(1);
    }

    @Test
    void takesNoConnectionThatWasCutForAnAnswer() {
      Lease lease = lease(first(new Cut(), new Refused(wrong)));

      assertThatThrownBy(lease::start).isSameAs(wrong);
    }

    @Test
    void returnsWithoutAnAnswerWhenTheTimeForOneIsOver() {
      Lease lease = lease(Duration.ofMillis(400), Clock.SYSTEM, request -> waitUntilReleased());

      assertThat(elsewhere(lease::start)).succeedsWithin(SOON);
      assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void ofALeaseThatIsClosedMeanwhileDoesNotWaitOn() {
      CountDownLatch asking = new CountDownLatch(1);
      Lease lease =
          lease(
              request -> {
                asking.countDown();
                return waitUntilReleased();
              });
      CompletableFuture<Void> starting = elsewhere(lease::start);
      await().until(() -> asking.getCount() == 0);

      CompletableFuture<Void> closing = elsewhere(lease::close);

      assertThat(closing).succeedsWithin(SOON);
      assertThat(starting).succeedsWithin(SOON);
    }
  }

  @Nested
  class TheTerm {

    private static final long NANOS = 5_000_000_000_000L;
    private static final long EPOCH_MILLIS = 1_764_000_000_000L;

    private final AtomicLong nanos = new AtomicLong(NANOS);
    private final AtomicLong epochMillis = new AtomicLong(EPOCH_MILLIS);

    private final Clock clock =
        new Clock() {
          @Override
          public long nanos() {
            return nanos.get();
          }

          @Override
          public long epochMillis() {
            return epochMillis.get();
          }
        };

    private Lease held() {
      Lease lease = lease(LONG, clock, LeasePromisesTest::sound);
      lease.start();
      return lease;
    }

    @Test
    void isToldWithItsTokenAndItsDeadline() {
      Lease lease = held();

      assertThat(lease.token()).hasValue(42);
      assertThat(lease.grant()).map(Grant::token).contains(42L);
      assertThat(lease.deadline()).contains(Instant.ofEpochMilli(EPOCH_MILLIS + 54_000));
      assertThat(lease.isAskedToLeave()).isFalse();
      assertThat(lease.settings().name()).isEqualTo("test");
    }

    @Test
    void isHeldForWhatIsLeftOfIt() {
      Lease lease = held();

      assertThat(lease.isHeldFor(Duration.ofMillis(53_999))).isTrue();
      assertThat(lease.isHeldFor(Duration.ofSeconds(54))).isFalse();
    }

    @Test
    void isNotHeldForAnyTimeByWhoHoldsNothing() {
      Lease lease = lease(LONG, clock, LeasePromisesTest::sound);

      assertThat(lease.isHeldFor(Duration.ZERO)).isFalse();
      assertThat(lease.isHeld()).isFalse();
      assertThat(lease.isAskedToLeave()).isFalse();
      assertThat(lease.token()).isEmpty();
    }
  }

  @Nested
  class TheNewsOfARelease {

    @Test
    void wakesWhoWaits() {
      Lease lease = lease(first(heldByOther()));
      lease.start();
      assertThat(lease.isHeld()).isFalse();

      wake.run();

      await().atMost(SOON).until(lease::isHeld);
    }
  }

  @Nested
  class Leaving {

    @Test
    void hasReleasedWhenItReturnsThoughTheAnswerWasUnderWay() {
      CountDownLatch renewing = new CountDownLatch(1);
      CountDownLatch answer = new CountDownLatch(1);
      Lease lease =
          lease(
              Duration.ofSeconds(6),
              Clock.SYSTEM,
              request -> {
                if (request instanceof LeaseRequest.Renew) {
                  renewing.countDown();
                  answer.await();
                }
                return sound(request);
              });
      lease.start();
      await().until(() -> heard.contains("acquired 42"));
      wakeUntilARenewalIsUnderWay(renewing);
      CompletableFuture<Void> stopping = elsewhere(lease::stop);
      await().until(() -> !lease.isHeld());

      assertThat(stopping).isNotDone();
      answer.countDown();

      assertThat(stopping).succeedsWithin(SOON);
      assertThat(asked).last().isInstanceOf(LeaseRequest.Release.class);
      assertThat(lease.isHeld()).isFalse();
    }

    /** A hint makes a holder renew, though not sooner than a moment after the last time. */
    private void wakeUntilARenewalIsUnderWay(CountDownLatch renewing) {
      await()
          .until(
              () -> {
                wake.run();
                return renewing.getCount() == 0;
              });
    }

    @Test
    void fromAThreadOfTheStoreDoesNotWaitForItself() {
      CountDownLatch left = new CountDownLatch(1);
      Lease lease =
          lease(
              request -> {
                if (!(request instanceof LeaseRequest.Release)) {
                  opened.orElseThrow().stop();
                  left.countDown();
                }
                return sound(request);
              });
      lease.campaign();

      await().until(() -> left.getCount() == 0);
      await().until(() -> asked.stream().anyMatch(LeaseRequest.Release.class::isInstance));
      assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void saysThatTheLeaseExpiresByItselfIfItCouldNotBeReleased() {
      try (LogLines log = new LogLines()) {
        Lease lease =
            lease(
                Duration.ofMillis(600),
                Clock.SYSTEM,
                request ->
                    request instanceof LeaseRequest.Release ? waitUntilReleased() : granted());
        lease.start();

        lease.stop();

        assertThat(log.with("WARN", "test: could not release the lease within 400ms"))
            .singleElement()
            .asString()
            .endsWith("no answer; it expires by itself within 600ms");
      }
    }

    @Test
    void saysNothingOfTheKindIfItIsReleasedOrNothingWasHeld() {
      try (LogLines log = new LogLines()) {
        Lease lease = lease(Duration.ofMillis(600), Clock.SYSTEM, LeasePromisesTest::sound);
        lease.start();
        lease.stop();
        Lease waiting = lease(Duration.ofMillis(600), Clock.SYSTEM, request -> waitUntilReleased());
        waiting.campaign();
        await().until(() -> asked.size() >= 3);
        waiting.stop();
        lease.close();

        assertThat(log.with("could not release")).isEmpty();
      }
    }
  }

  @Nested
  class Close {

    @Test
    void endsBothThreadsAndClosesTheStoreOnce() {
      Lease lease = lease(LeasePromisesTest::sound);
      lease.start();
      assertThat(threads()).isEqualTo(2);

      lease.close();
      lease.close();

      // The one that told the last news has nothing left to do, and ends by itself.
      await().until(() -> threads() == 0);
      assertThat(storeCloses).hasValue(1);
      assertThat(heard).containsExactly("acquired 42", "released 42");
    }

    private static long threads() {
      return Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> thread.getName().startsWith("beatcop-test-") && thread.isAlive())
          .count();
    }

    @Test
    void byAListenerDoesNotWaitForTheThreadOfTheListener() {
      CompletableFuture<Boolean> closed = new CompletableFuture<>();
      Lease lease = lease(LeasePromisesTest::sound);
      lease.addListener(
          new LeaseListener() {
            @Override
            public void acquired(Grant grant) {
              lease.close();
              closed.complete(true);
            }
          });

      lease.start();

      assertThat(closed).succeedsWithin(SOON);
    }

    @Test
    void keepsNoTermOfAStoreThatAnswersLate() {
      CountDownLatch asking = new CountDownLatch(1);
      Lease lease =
          lease(
              Duration.ofMillis(600),
              Clock.SYSTEM,
              request -> {
                asking.countDown();
                stuck.await();
                return sound(request);
              });
      lease.campaign();
      await().until(() -> asking.getCount() == 0);

      lease.close();
      stuck.countDown();

      await().until(() -> Close.threads() == 0);
      assertThat(lease.isHeld()).isFalse();
      assertThat(lease.grant()).isEmpty();
    }

    @Test
    void ofALeaseThatNeverStartedClosesItsStore() {
      lease(LeasePromisesTest::sound).close();

      assertThat(storeCloses).hasValue(1);
    }
  }

  @Nested
  class Failures {

    private final AtomicLong failUntilNanos = new AtomicLong(Long.MIN_VALUE);
    private final AtomicInteger failuresLeft = new AtomicInteger();

    private final Clock failing =
        new WatchedClock(
            () -> {
              if (WatchedClock.isIn("-loop")
                  && (System.nanoTime() < failUntilNanos.get()
                      || failuresLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0)) {
                throw new IllegalStateException("on purpose");
              }
            });

    /** L4: twelve in a row, with the pauses between them, take longer than a moment. */
    @Test
    void thatLastForAMomentAreLoggedAndEndNothing() {
      try (LogLines log = new LogLines()) {
        Lease lease = lease(Duration.ofMillis(600), failing, LeasePromisesTest::sound);
        lease.start();

        failUntilNanos.set(System.nanoTime() + 300_000_000);

        await().until(() -> System.nanoTime() > failUntilNanos.get());
        await().until(lease::isHeld);
        assertThat(heard).doesNotContain("ended");
        assertThat(log.with("ERROR", "test: a step failed, and the lease goes on")).isNotEmpty();
      }
    }

    /** L-b. */
    @Test
    void thatDoNotEndAreLoggedAsTheEnd() {
      try (LogLines log = new LogLines()) {
        Lease lease = lease(Duration.ofMillis(150), failing, LeasePromisesTest::sound);
        lease.start();

        failUntilNanos.set(Long.MAX_VALUE);

        await().until(() -> heard.contains("ended"));
        assertThat(log.with("ERROR", "test: the lease has ended; restart this node")).hasSize(1);
      }
    }

    /** L4: only those count that nothing went well between. */
    @Test
    void ofAnotherRowAreCountedAnew() {
      Lease lease = lease(Duration.ofMillis(150), failing, LeasePromisesTest::sound);
      lease.start();

      for (int row = 0; row < 3; row++) {
        int before = asked.size();
        failuresLeft.set(FailedSteps.ENOUGH / 2);
        await().until(() -> failuresLeft.get() == 0);
        await().until(() -> asked.size() >= before + 2);
      }

      assertThat(lease.isAlive()).isTrue();
      assertThat(heard).doesNotContain("ended");
    }
  }

  private final class Store implements LeaseStore {

    private final AnsweringStore answering;

    Store(AnsweringStore.Answers answers) {
      answering = new AnsweringStore(answers);
    }

    @Override
    public LeaseAnswer ask(LeaseRequest request) {
      asked.add(request);
      return answering.ask(request);
    }

    @Override
    public void onRelease(Runnable call) {
      subscriptions.incrementAndGet();
      wake = call;
    }

    @Override
    public void close() {
      storeCloses.incrementAndGet();
    }
  }
}
