package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The threads around the rules: a stuck store, slow and throwing listeners, refusals. */
class LeaseTest {

  private static final Duration TTL = Duration.ofMillis(600);

  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final CountDownLatch stuck = new CountDownLatch(1);
  private final AtomicInteger renewals = new AtomicInteger();
  private Optional<Lease> opened = Optional.empty();

  @AfterEach
  void end() {
    stuck.countDown();
    opened.ifPresent(Lease::close);
  }

  private interface Answers {
    LeaseAnswer to(LeaseRequest request);
  }

  private Lease lease(Answers answers, LeaseListener... listeners) {
    return lease(TTL, answers, listeners);
  }

  private Lease lease(Duration ttl, Answers answers, LeaseListener... listeners) {
    LeaseStore store =
        new LeaseStore() {
          @Override
          public LeaseAnswer ask(LeaseRequest request) {
            return answers.to(request);
          }

          @Override
          public void onRelease(Runnable wake) {}

          @Override
          public void close() {}
        };
    Lease lease = new Lease(LeaseSettings.of("test", ttl), store);
    List.of(listeners).forEach(lease::addListener);
    opened = Optional.of(lease);
    return lease;
  }

  private static LeaseAnswer granted() {
    return new LeaseAnswer.Granted(42, "held", Optional.empty());
  }

  private LeaseAnswer renewing(LeaseRequest request) {
    if (request instanceof LeaseRequest.Release) {
      return new LeaseAnswer.Released();
    }
    if (request instanceof LeaseRequest.Renew) {
      renewals.incrementAndGet();
    }
    return granted();
  }

  /** Grants, and never answers again. */
  private LeaseAnswer stuckAfterTheGrant(LeaseRequest request) {
    return request instanceof LeaseRequest.Acquire ? granted() : stuck();
  }

  private LeaseAnswer stuck() {
    try {
      stuck.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new LeaseAnswer.Unavailable("stuck until now");
  }

  private LeaseListener writing() {
    return new LeaseListener() {
      @Override
      public void acquired(Grant grant) {
        heard.add("acquired " + grant.token());
      }

      @Override
      public void postponed(Duration pause) {
        heard.add("postponed by " + pause.toMillis());
      }

      @Override
      public void expiring(Grant grant, Duration left) {
        heard.add("expiring " + grant.token());
      }

      @Override
      public void lost(Grant grant, Loss loss) {
        heard.add("lost " + grant.token() + " " + loss.reason());
      }

      @Override
      public void released(Grant grant) {
        heard.add("released " + grant.token());
      }
    };
  }

  @Test
  void aListenerIsToldThatTheLeaseIsThereButHasToWait() {
    Lease lease =
        lease(
            request ->
                request instanceof LeaseRequest.Acquire acquire && acquire.served().isEmpty()
                    ? new LeaseAnswer.Pending(1)
                    : renewing(request),
            writing());

    lease.start();

    assertThat(lease.isHeld()).isFalse();
    await()
        .untilAsserted(
            () -> assertThat(heard).containsSubsequence("postponed by 600", "acquired 42"));
  }

  @Test
  void isHeldTurnsFalseAtTheDeadlineThoughTheStoreIsStuck() {
    Lease lease = lease(Duration.ofSeconds(3), this::stuckAfterTheGrant);
    lease.start();
    assertThat(lease.isHeld()).isTrue();

    await().until(() -> !lease.isHeld());

    assertThat(lease.token()).isEqualTo(OptionalLong.empty());
    assertThat(lease.deadline()).isEmpty();
  }

  @Test
  void aListenerIsWarnedAndToldOfTheLossThoughTheStoreIsStuck() {
    Lease lease = lease(this::stuckAfterTheGrant, writing());
    lease.start();

    await().until(() -> heard.size() == 3);

    assertThat(heard).containsExactly("acquired 42", "expiring 42", "lost 42 EXPIRED");
  }

  @Test
  void aLossThatWasReportedInTimeIsNotReportedAgain() {
    Lease lease = lease(this::stuckAfterTheGrant, writing());
    lease.start();
    await().until(() -> heard.contains("lost 42 EXPIRED"));

    stuck.countDown();

    await().until(() -> heard.stream().filter(line -> line.startsWith("acquired")).count() >= 2);
    assertThat(heard).startsWith("acquired 42", "expiring 42", "lost 42 EXPIRED", "acquired 42");
  }

  @Test
  void aSlowListenerDelaysNoRenewal() {
    CountDownLatch slow = new CountDownLatch(1);
    LeaseListener waits =
        new LeaseListener() {
          @Override
          public void acquired(Grant grant) {
            try {
              slow.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    Lease lease = lease(this::renewing, waits, writing());
    lease.start();

    await().until(() -> renewals.get() >= 6);
    assertThat(lease.isHeld()).isTrue();
    assertThat(heard).isEmpty();
    slow.countDown();

    // What comes after it may tell of a busy machine.
    await().until(() -> !heard.isEmpty());
    assertThat(heard.get(0)).isEqualTo("acquired 42");
  }

  @Test
  void aListenerThatThrowsKeepsNothingFromTheOthers() {
    LeaseListener throwing =
        new LeaseListener() {
          @Override
          public void acquired(Grant grant) {
            throw new IllegalStateException("on purpose");
          }
        };
    Lease lease = lease(this::renewing, throwing, writing());
    lease.start();

    lease.stop();

    await()
        .untilAsserted(() -> assertThat(heard).containsSubsequence("acquired 42", "released 42"));
  }

  @Test
  void aListenerMayCloseTheLease() {
    CountDownLatch closed = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    LeaseListener closing =
        new LeaseListener() {
          @Override
          public void acquired(Grant grant) {
            calls.incrementAndGet();
            opened.orElseThrow().close();
            closed.countDown();
          }
        };
    Lease lease = lease(this::renewing, closing);
    lease.start();

    await().until(() -> closed.getCount() == 0);
    assertThat(lease.isHeld()).isFalse();
    assertThat(calls).hasValue(1);
  }

  @Test
  void stopTurnsIsHeldFalseBeforeTheReleaseIsSent() {
    List<Boolean> held = new CopyOnWriteArrayList<>();
    Lease lease =
        lease(
            request -> {
              if (request instanceof LeaseRequest.Release) {
                held.add(opened.orElseThrow().isHeld());
              }
              return renewing(request);
            });
    lease.start();

    lease.stop();

    assertThat(held).containsExactly(false);
  }

  @Test
  void aRefusalMakesStartThrowAndEndsTheCampaign() {
    SettingException refusal = new SettingException("redis", "redis://x", "is no Redis");
    AtomicInteger asked = new AtomicInteger();
    Lease lease =
        lease(
            request -> {
              asked.incrementAndGet();
              return new LeaseAnswer.Refused(refusal);
            });

    assertThatThrownBy(lease::start).isSameAs(refusal);
    assertThat(lease.isHeld()).isFalse();
  }

  @Test
  void aStoreThatThrowsIsAskedAgain() {
    AtomicInteger asked = new AtomicInteger();
    Lease lease =
        lease(
            request -> {
              if (asked.incrementAndGet() == 1) {
                throw new IllegalStateException("on purpose");
              }
              return renewing(request);
            });

    lease.start();

    await().until(lease::isHeld);
  }

  @Test
  void whoHoldsNothingDoesNotWaitForAStoreThatIsStuck() {
    CountDownLatch asked = new CountDownLatch(1);
    // With this ttl the store may take 10 s, and connecting as long again.
    Lease lease =
        lease(
            Duration.ofSeconds(60),
            request -> {
              asked.countDown();
              return stuck();
            });
    lease.campaign();
    await().until(() -> asked.getCount() == 0);

    assertThat(CompletableFuture.runAsync(lease::close)).succeedsWithin(Duration.ofSeconds(9));
  }

  @Test
  void whoIsAskedToLeaveIsToldUntilItHasLeft() {
    AtomicInteger asked = new AtomicInteger();
    Lease lease =
        lease(
            request ->
                request instanceof LeaseRequest.Renew && asked.get() == 0
                    ? asking(asked)
                    : renewing(request));
    lease.start();

    await().until(lease::isAskedToLeave);
    lease.stepDown();

    assertThat(lease.isAskedToLeave()).isFalse();
  }

  private static LeaseAnswer asking(AtomicInteger asked) {
    asked.incrementAndGet();
    return new LeaseAnswer.Granted(
        42, "held", Optional.empty(), Optional.of("paused by an operator"));
  }

  @Test
  void aClosedLeaseCanNotStart() {
    Lease lease = lease(this::renewing);
    lease.close();

    assertThatThrownBy(lease::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("lease test is closed");
  }

  @Test
  void aLeaseThatWasStoppedCanBeTakenAtOnceAgain() {
    Lease lease = lease(Duration.ofMinutes(1), this::renewing);

    for (int i = 0; i < 300; i++) {
      assertThat(lease.tryStart()).isTrue();
      lease.stop();
    }
  }

  @Test
  void aClosedLeaseTakesNoWork() {
    Lease lease = lease(this::renewing);
    lease.close();

    assertThatThrownBy(() -> lease.whileHeld(grant -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("lease test is closed");
    assertThatThrownBy(() -> lease.keepWhile(() -> true))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("lease test is closed");
  }

  @Test
  void aWaitMayBeAsLongAsAnyDuration() throws InterruptedException {
    Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
    Lease lease = lease(this::renewing);
    lease.campaign();

    assertThat(lease.await(longest)).isPresent();
    assertThat(lease.isHeldFor(longest)).isFalse();
    assertThat(lease.isHeldFor(longest.negated())).isFalse();
    assertThat(lease.await(longest.negated())).isPresent();
  }
}
