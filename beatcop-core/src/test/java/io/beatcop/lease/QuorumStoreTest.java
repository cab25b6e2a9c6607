package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.LeaseAnswer.Granted;
import io.beatcop.lease.LeaseAnswer.Released;
import io.beatcop.lease.LeaseAnswer.Unavailable;
import io.beatcop.lease.LeaseRequest.Acquire;
import io.beatcop.lease.LeaseRequest.Release;
import io.beatcop.lease.LeaseRequest.Renew;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The threads of a quorum: what hangs holds up nothing but itself. */
class QuorumStoreTest {

  /** So long that a test which waits for a timeout is seen to. */
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
