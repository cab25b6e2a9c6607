package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.LeaseAnswer.Granted;
import io.beatcop.lease.LeaseAnswer.HeldByOther;
import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseAnswer.Released;
import io.beatcop.lease.LeaseAnswer.Unavailable;
import io.beatcop.lease.LeaseRequest.Acquire;
import io.beatcop.lease.LeaseRequest.Release;
import io.beatcop.lease.LeaseRequest.Renew;
import io.beatcop.testing.LogLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The threads of a quorum: what hangs holds up nothing but itself. */
class QuorumStoreTest {

  /** So long that a test which waits for a timeout is noticed. */
  private static final Duration TTL = Duration.ofMinutes(4);

  private final List<QuorumStore> opened = new ArrayList<>();
  private final CountDownLatch thaw = new CountDownLatch(1);

  @AfterEach
  void close() {
    thaw.countDown();
    opened.forEach(QuorumStore::close);
  }

  @Test
  void aMemberThatHangsHoldsUpNeitherTheGrantNorRenewals() {
    Hanging hanging = new Hanging();
    QuorumStore quorum = open(granting(), hanging, granting());

    assertThat(quorum.ask(acquire())).isInstanceOf(Granted.class);
    assertThat(quorum.ask(new Renew(1, 2, 1))).isInstanceOf(Granted.class);
    assertThat(quorum.ask(new Renew(1, 3, 1))).isInstanceOf(Granted.class);
  }

  @Test
  void aMemberThatHangsIsAskedOnceAndThenTheLatest() {
    Hanging hanging = new Hanging();
    QuorumStore quorum = open(granting(), hanging, granting());
    quorum.ask(acquire());
    await().until(() -> hanging.asked.get() == 1);
    quorum.ask(new Renew(1, 2, 1));
    quorum.ask(new Renew(1, 3, 1));

    thaw.countDown();
    quorum.awaitQuiet(TTL);

    assertThat(hanging.asked).hasValue(2);
  }

  @Test
  void aMajorityThatHangsIsNotWaitedForLongerThanTheTimeout() {
    LeaseSettings settings = settings(Duration.ofMillis(400));
    QuorumStore quorum = open(settings, granting(), new Hanging(), new Hanging());

    assertThat(((Unavailable) quorum.ask(acquire())).reason())
        .contains("member-1: did not answer in time")
        .contains("member-2: did not answer in time");
  }

  @Test
  void aMemberThatThrowsIsAMemberThatFails() {
    LeaseStore throwing =
        member(
            request -> {
              throw new IllegalStateException("a bug");
            });
    QuorumStore quorum = open(throwing, granting(), granting());

    assertThat(quorum.ask(acquire())).isInstanceOf(Granted.class);
    assertThat(quorum.ask(new Renew(1, 2, 1))).isInstanceOf(Granted.class);
  }

  @Test
  void aMemberWhoseThreadCouldNotBeStartedGetsOneAtTheNextRequest() {
    AtomicInteger started = new AtomicInteger();
    QuorumGroup group =
        new QuorumGroup(
            "nightly",
            TTL,
            Clock.SYSTEM,
            work -> {
              if (started.incrementAndGet() == 2) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              return new Thread(work);
            });
    AtomicInteger asked = new AtomicInteger();
    QuorumStore quorum =
        new QuorumStore(
            settings(TTL),
            List.of(
                new QuorumStore.Member("member-0", granting()),
                new QuorumStore.Member("member-1", counting(asked)),
                new QuorumStore.Member("member-2", granting())),
            group);
    opened.add(quorum);
    assertThatThrownBy(() -> quorum.ask(acquire())).isInstanceOf(OutOfMemoryError.class);

    assertThat(quorum.ask(acquire())).isInstanceOf(Granted.class);

    await().until(() -> asked.get() > 0);
  }

  @Test
  void closingAnswersWhatIsUnderWay() {
    LeaseSettings settings = settings(Duration.ofSeconds(2));
    QuorumStore quorum = open(settings, new Hanging(), new Hanging(), new Hanging());
    AtomicBoolean answered = new AtomicBoolean();
    Thread asking =
        new Thread(() -> answered.set(quorum.ask(acquire()) instanceof Unavailable), "asking");
    asking.start();

    thaw.countDown();
    quorum.close();

    await().untilTrue(answered);
  }

  @Test
  void aStoreThatIsClosedAnswersAtOnceAndAsksNobody() {
    AtomicInteger asked = new AtomicInteger();
    QuorumStore quorum = open(counting(asked), counting(asked), counting(asked));
    quorum.close();

    assertThat(quorum.ask(acquire())).isInstanceOf(Unavailable.class);
    assertThat(asked).hasValue(0);
  }

  @Test
  void closingClosesTheMembersAndEndsTheirThreads() {
    AtomicInteger closes = new AtomicInteger();
    LeaseStore[] members = {closing(closes), closing(closes), closing(closes)};
    QuorumStore quorum = open(members);
    quorum.ask(acquire());
    assertThat(threads()).isEqualTo(3);

    quorum.close();

    assertThat(closes).hasValue(3);
    assertThat(threads()).isZero();
    assertThat(quorum.isClosed()).isTrue();
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("beatcop-nightly-member-"))
        .filter(thread -> thread.isDaemon() && thread.isAlive())
        .count();
  }

  @Test
  void closingGivesBackFirstWhatAMinorityGranted() {
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger released = new AtomicInteger();
    LeaseStore having =
        member(
            request -> {
              asked.incrementAndGet();
              if (request instanceof Release) {
                released.incrementAndGet();
              }
              return granting().ask(request);
            });
    LeaseStore others =
        member(
            request -> {
              await().until(() -> asked.get() > 0);
              return heldByOther().ask(request);
            });
    QuorumStore quorum = open(having, others, others);
    quorum.ask(acquire());

    quorum.close();

    assertThat(released).hasValue(1);
  }

  @Test
  void closingDoesNotWaitForAMemberThatHangsForLongerThanATimeoutEach() {
    QuorumStore quorum = open(settings(Duration.ofMillis(400)), hanging(), hanging(), hanging());
    quorum.ask(acquire());

    assertThat(CompletableFuture.runAsync(quorum::close)).succeedsWithin(Duration.ofSeconds(9));
  }

  @Test
  void anInterruptedThreadAsksInVainAndStaysInterrupted() {
    QuorumStore quorum = open(hanging(), hanging(), hanging());

    Thread.currentThread().interrupt();
    LeaseAnswer answer = quorum.ask(acquire());

    assertThat(Thread.interrupted()).isTrue();
    assertThat(answer).isEqualTo(new Unavailable("interrupted"));
  }

  /** L-f: what was granted has to be given back, and the time is short. */
  @Test
  void anInterruptedThreadWaitsForQuietAsWellAndStaysInterrupted() {
    QuorumStore quorum = open(granting(), hanging(), granting());
    quorum.ask(acquire());
    CompletableFuture<Boolean> quiet =
        CompletableFuture.supplyAsync(
            () -> {
              Thread.currentThread().interrupt();
              quorum.awaitQuiet(TTL);
              return Thread.interrupted();
            });
    assertThat(quiet).isNotDone();

    thaw.countDown();

    assertThat(quiet).succeedsWithin(Duration.ofSeconds(60)).isEqualTo(true);
  }

  @Test
  void quietIsNotWaitedForLongerThanThePatience() {
    QuorumStore quorum = open(granting(), hanging(), granting());
    quorum.ask(acquire());

    quorum.awaitQuiet(Duration.ofMillis(20));

    assertThat(thaw.getCount()).isEqualTo(1);
  }

  @Test
  void quietIsThereAtOnceWhereNothingWasAsked() {
    QuorumStore quorum = open(granting(), granting(), granting());

    assertThat(CompletableFuture.runAsync(() -> quorum.awaitQuiet(TTL)))
        .succeedsWithin(Duration.ofSeconds(60));
    assertThat(threads()).isZero();
  }

  @Test
  void theSecondRoundOfAnAcquisitionHasATimeoutOfItsOwn() {
    LeaseSettings settings = settings(Duration.ofSeconds(60));

    assertThat(QuorumStore.patience(acquire(), settings)).isEqualTo(Duration.ofSeconds(20));
    assertThat(QuorumStore.patience(new Renew(1, 2, 1), settings))
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(QuorumStore.patience(new Release(1), settings)).isEqualTo(Duration.ofSeconds(10));
  }

  /** A member of which nothing is heard counts once in the log, and so does its coming back. */
  @Test
  void theLogTellsOfAMemberThatFailsAndOfItsReturn() {
    try (LogLines log = new LogLines()) {
      AtomicInteger asked = new AtomicInteger();
      QuorumStore quorum =
          open(
              granting(),
              granting(),
              member(
                  request ->
                      asked.incrementAndGet() <= 3
                          ? new Unavailable("timeout")
                          : granting().ask(request)));
      for (int number = 1; number <= 5; number++) {
        quorum.ask(number == 1 ? acquire() : new Renew(1, number, 1));
        quorum.awaitQuiet(TTL);
      }

      assertThat(log.with("nightly: member-2"))
          .satisfiesExactly(
              line ->
                  assertThat(line)
                      .contains("WARN", "member-2 does not count for now: timeout;")
                      .endsWith("a majority of the others is enough"),
              line -> assertThat(line).contains("INFO", "member-2 answers again"));
      assertThat(log.with("member-0")).isEmpty();
    }
  }

  @Test
  void theLogTellsOfAMemberThatRefusesAsAnError() {
    try (LogLines log = new LogLines()) {
      SettingException wrong = new SettingException("redis", "x", "needs a password");
      QuorumStore quorum = open(granting(), granting(), member(request -> new Refused(wrong)));
      quorum.ask(acquire());
      quorum.awaitQuiet(TTL);

      assertThat(log.with("nightly: member-2"))
          .singleElement()
          .asString()
          .contains("ERROR", "member-2 does not count: redis = x: needs a password");
    }
  }

  @Test
  void theLogTellsNothingOfMembersThatFailSinceTheStoreIsClosed() {
    try (LogLines log = new LogLines()) {
      QuorumStore quorum = open(settings(Duration.ofMillis(400)), hanging(), hanging(), hanging());
      quorum.ask(acquire());
      quorum.close();
      thaw.countDown();
      await().until(() -> threads() == 0);

      assertThat(log.with("does not count")).isEmpty();
    }
  }

  /** L-b: a thread that ended would be a member that is away for ever. */
  @Test
  void aMemberWhoseAnswerCanNotBeCountedIsAskedAgain() {
    AtomicInteger failures = new AtomicInteger(1);
    Clock failing = WatchedClock.failingIn("member-2", failures);
    AtomicInteger asked = new AtomicInteger();
    QuorumStore quorum =
        new QuorumStore(
            settings(Duration.ofMillis(600)),
            List.of(
                new QuorumStore.Member("member-0", granting()),
                new QuorumStore.Member("member-1", granting()),
                new QuorumStore.Member("member-2", counting(asked))),
            failing);
    opened.add(quorum);

    await()
        .until(
            () -> {
              LeaseAnswer unused = quorum.ask(acquire());
              return asked.get() > 0;
            });
  }

  /** Each thread that looks for work reads the clock. */
  @Test
  void membersThatHaveNothingToDoRest() {
    AtomicInteger looks = new AtomicInteger();
    Clock counting =
        new WatchedClock(
            () -> {
              if (Thread.currentThread().getName().startsWith("beatcop-nightly-member-")) {
                looks.incrementAndGet();
              }
            });
    QuorumStore quorum =
        new QuorumStore(
            settings(TTL),
            List.of(
                new QuorumStore.Member("member-0", granting()),
                new QuorumStore.Member("member-1", granting()),
                new QuorumStore.Member("member-2", granting())),
            counting);
    opened.add(quorum);
    quorum.ask(acquire());
    quorum.awaitQuiet(TTL);

    // As long as each of them answers and looks for more, and then no more.
    await().during(Duration.ofMillis(200)).until(() -> looks.get() < 100);
  }

  private static LeaseStore counting(AtomicInteger asked) {
    return member(
        request -> {
          asked.incrementAndGet();
          return granting().ask(request);
        });
  }

  private static LeaseStore heldByOther() {
    return member(
        request ->
            new HeldByOther(
                "b",
                Optional.of(Duration.ofMinutes(3)),
                "held b 1 1",
                OptionalLong.of(1_764_000_000_000L)));
  }

  private static LeaseStore closing(AtomicInteger closes) {
    return new LeaseStore() {
      @Override
      public LeaseAnswer ask(LeaseRequest request) {
        return granting().ask(request);
      }

      @Override
      public void onRelease(Runnable wake) {}

      @Override
      public void close() {
        closes.incrementAndGet();
      }
    };
  }

  private LeaseStore hanging() {
    return new Hanging();
  }

  @Test
  void aReleaseOnAnyMemberWakes() {
    SimulatedStores first = (SimulatedStores) SimulatedStores.withTtlMillis(1000);
    QuorumStore quorum = open(granting(), granting(), first.open("a"));
    AtomicBoolean woken = new AtomicBoolean();
    quorum.onRelease(() -> woken.set(true));

    LeaseStore other = first.open("b");
    other.ask(new Acquire(1, 1, 1, Optional.empty(), OptionalLong.empty(), true));
    other.ask(new Release(1));

    assertThat(woken).isTrue();
  }

  @Test
  void twoServersAreNoQuorum() {
    LeaseSettings settings = settings(TTL);
    List<QuorumStore.Member> two =
        List.of(
            new QuorumStore.Member("a:1", granting()), new QuorumStore.Member("b:1", granting()));

    assertThatThrownBy(() -> new QuorumStore(settings, two))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("at least three");
  }

  @Test
  void oneServerTwiceIsNoServerMore() {
    LeaseSettings settings = settings(TTL);
    QuorumStore.Member twice = new QuorumStore.Member("a:1", granting());
    List<QuorumStore.Member> members =
        List.of(twice, twice, new QuorumStore.Member("b:1", granting()));

    assertThatThrownBy(() -> new QuorumStore(settings, members))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("different");
  }

  private QuorumStore open(LeaseStore... stores) {
    return open(settings(TTL), stores);
  }

  private QuorumStore open(LeaseSettings settings, LeaseStore... stores) {
    List<QuorumStore.Member> members = new ArrayList<>();
    for (LeaseStore store : stores) {
      members.add(new QuorumStore.Member("member-" + members.size(), store));
    }
    QuorumStore quorum = new QuorumStore(settings, members);
    opened.add(quorum);
    return quorum;
  }

  private static LeaseSettings settings(Duration ttl) {
    return LeaseSettings.of("nightly", ttl);
  }

  private static Acquire acquire() {
    return new Acquire(1, 1, 1_764_000_000_000L, Optional.empty(), OptionalLong.empty(), false);
  }

  private static LeaseStore granting() {
    return member(
        request ->
            request instanceof Release
                ? new Released()
                : new Granted(1_764_000_000_000L, "held a 1 1", Optional.empty()));
  }

  private interface Answers {
    LeaseAnswer to(LeaseRequest request);
  }

  private static LeaseStore member(Answers answers) {
    return new LeaseStore() {
      @Override
      public LeaseAnswer ask(LeaseRequest request) {
        return answers.to(request);
      }

      @Override
      public void onRelease(Runnable wake) {}

      @Override
      public void close() {}
    };
  }

  /** Answers nothing before it is thawed. */
  private final class Hanging implements LeaseStore {

    private final AtomicInteger asked = new AtomicInteger();

    @Override
    public LeaseAnswer ask(LeaseRequest request) {
      asked.incrementAndGet();
      try {
        thaw.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return new Unavailable("thawed");
    }

    @Override
    public void onRelease(Runnable wake) {}

    @Override
    public void close() {}
  }
}
