package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.LeaseAnswer.Granted;
import io.beatcop.lease.LeaseAnswer.HeldByOther;
import io.beatcop.lease.LeaseAnswer.Released;
import io.beatcop.testing.LogLines;
import io.beatcop.testing.Slow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Leases that share their threads travel together (M1), and none delays another (M2). */
class LeaseDriverTest {

  private static final Duration TTL = Duration.ofSeconds(2);

  private final List<Lease> leases = new ArrayList<>();
  private final List<Integer> batches = new CopyOnWriteArrayList<>();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final CountDownLatch stuck = new CountDownLatch(1);
  private volatile Function<LeaseQuestion, LeaseAnswer> answers = LeaseDriverTest::sound;
  private volatile boolean isOutOfThreads;
  private final LeaseDriver driver = new LeaseDriver("shared", TTL, this::answer, this::thread);

  @AfterEach
  void end() {
    stuck.countDown();
    leases.forEach(Lease::close);
  }

  private Thread thread(Runnable work) {
    if (isOutOfThreads) {
      throw new OutOfMemoryError("unable to create native thread");
    }
    return new Thread(work);
  }

  private void answer(List<LeaseQuestion> questions) {
    batches.add(questions.size());
    questions.forEach(question -> question.answer(answers.apply(question)));
  }

  private static LeaseAnswer sound(LeaseQuestion question) {
    return question.request() instanceof LeaseRequest.Release
        ? new Released()
        : new Granted(1, "held", Optional.empty());
  }

  /** A store that is asked by the driver alone. */
  private final class SharingStore implements LeaseStore {

    private final String name;

    private SharingStore(String name) {
      this.name = name;
    }

    @Override
    public LeaseAnswer ask(LeaseRequest request) {
      throw new IllegalStateException("asked without its driver");
    }

    @Override
    public Optional<LeaseDriver> driver() {
      return Optional.of(driver);
    }

    @Override
    public void onRelease(Runnable wake) {}

    @Override
    public void close() {}

    @Override
    public String toString() {
      return name;
    }
  }

  private Lease lease(String name, Clock clock) {
    Lease lease = new Lease(LeaseSettings.of(name, TTL), new SharingStore(name), clock);
    leases.add(lease);
    return lease;
  }

  private Lease lease(String name) {
    return lease(name, Clock.SYSTEM);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("beatcop-shared-"))
        .count();
  }

  private LeaseListener extensionsOf(AtomicInteger count) {
    return new LeaseListener() {
      @Override
      public void extended(Grant grant) {
        count.incrementAndGet();
      }

      @Override
      public void lost(Grant grant, Loss loss) {
        told.add("lost " + loss.reason());
      }

      @Override
      public void ended(Throwable reason) {
        told.add("ended by " + reason.getMessage());
      }
    };
  }

  @Test
  void twoThreadsDriveAsManyAsThereAre() {
    List<Lease> all = IntStream.range(0, 200).mapToObj(i -> lease("lease-" + i)).toList();

    all.forEach(Lease::campaign);

    await().until(() -> all.stream().allMatch(Lease::isHeld));
    await().until(() -> threads() == 2);
    all.forEach(Lease::close);
    await().until(() -> threads() == 0);
  }

  @Test
  void thoseThatBecomeDueDuringARoundShareTheNext() {
    Lease first = lease("first");
    List<Lease> others = IntStream.range(0, 100).mapToObj(i -> lease("lease-" + i)).toList();
    answers =
        question -> {
          awaitUnlessReleased();
          return sound(question);
        };
    first.campaign();
    await().until(() -> batches.size() == 1);

    others.forEach(Lease::campaign);
    stuck.countDown();

    await().until(() -> others.stream().allMatch(Lease::isHeld));
    assertThat(batches.subList(0, 3)).containsExactly(1, 64, 36);
  }

  /** A lease that is due alone takes those with it that are due soon. */
  @Test
  void renewalsThatAreDueAtAlmostTheSameTimeShareARound() {
    List<Lease> all = IntStream.range(0, 50).mapToObj(i -> lease("lease-" + i)).toList();
    List<AtomicInteger> extensions =
        all.stream()
            .map(
                lease -> {
                  AtomicInteger count = new AtomicInteger();
                  lease.addListener(extensionsOf(count));
                  return count;
                })
            .toList();
    // Each a moment after the one before.
    all.forEach(Lease::start);
    assertThat(batches).hasSize(50);

    await().until(() -> extensions.stream().allMatch(count -> count.get() >= 2));

    assertThat(batches.size()).isLessThan(50 + 2 * 16 + 2);
  }

  private LeaseListener hanging() {
    return new LeaseListener() {
      @Override
      public void acquired(Grant grant) {
        told.add("hangs");
        awaitUnlessReleased();
      }
    };
  }

  private void awaitUnlessReleased() {
    try {
      stuck.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aListenerThatHangsDelaysNeitherRenewalNorNewsOfAnother() {
    Lease hanging = lease("hanging");
    hanging.addListener(hanging());
    AtomicInteger extensions = new AtomicInteger();
    Lease other = lease("other");
    other.addListener(extensionsOf(extensions));
    hanging.start();
    await().until(() -> told.contains("hangs"));

    other.start();

    await().until(() -> extensions.get() > 3);
    assertThat(told).containsExactly("hangs");
    assertThat(hanging.isHeld()).isTrue();
    await().until(() -> threads() == 3);

    stuck.countDown();
    await().until(() -> threads() == 2);
  }

  /** The thread that watches the listeners otherwise waits for the store then. */
  @Test
  void aListenerThatHangsWhileTheStoreIsSilentDelaysNoNewsOfAnother() {
    Lease hanging = lease("hanging");
    hanging.addListener(
        new LeaseListener() {
          @Override
          public void expiring(Grant grant, Duration left) {
            told.add("hangs");
            awaitUnlessReleased();
          }
        });
    Lease other = lease("other");
    other.addListener(extensionsOf(new AtomicInteger()));
    hanging.start();
    other.start();

    answers =
        question -> {
          awaitUnlessReleased();
          return sound(question);
        };

    await().until(() -> told.containsAll(List.of("hangs", "lost EXPIRED")));
  }

  /** The messenger rests while nobody holds anything, and must hear of who joins. */
  @Test
  void theNewsOfALeaseThatJoinsLateIsTold() {
    answers =
        question ->
            question.request() instanceof LeaseRequest.Release
                ? new Released()
                : new HeldByOther("x", Optional.of(TTL), "held x 1 1", OptionalLong.of(1));
    for (String name : List.of("first", "second", "third")) {
      Lease lease = lease(name);
      lease.addListener(
          new LeaseListener() {
            @Override
            public void observed(String holder) {
              told.add(name);
            }
          });
      lease.campaign();
      await().until(() -> told.contains(name));
    }
  }

  /** A lease may be left by its own listener; the caller waits for the answer of the store. */
  @Test
  void aListenerMayStepDownAndStop() {
    Lease leaving = lease("leaving");
    leaving.addListener(
        new LeaseListener() {
          @Override
          public void acquired(Grant grant) {
            leaving.stepDown();
            leaving.stop();
            told.add("left");
          }

          @Override
          public void released(Grant grant) {
            told.add("released");
          }
        });

    leaving.start();

    await().until(() -> told.equals(List.of("left", "released")));
  }

  /** The lease would wait for news that is told when its listener returns. */
  @Test
  void aListenerThatTakesLongMayCloseItsLease() {
    lease("other").start();
    LeaseSettings longPatience = LeaseSettings.of("closing", Duration.ofMinutes(5));
    Lease closing = new Lease(longPatience, new SharingStore("closing"));
    closing.addListener(
        new LeaseListener() {
          @Override
          public void acquired(Grant grant) {
            await().until(() -> threads() == 3);
            closing.close();
            told.add("closed");
          }
        });

    closing.start();

    await().until(() -> told.contains("closed"));
  }

  /** A hung listener needs a thread of its own, and the system may have none left. */
  @Test
  void aJvmWithoutThreadsRenewsAndTellsTheNewsOnceItHasOne() {
    Lease hanging = lease("hanging");
    hanging.addListener(hanging());
    Lease other = lease("other");
    AtomicInteger extensions = new AtomicInteger();
    other.addListener(extensionsOf(extensions));
    other.start();
    isOutOfThreads = true;

    hanging.start();

    await().until(() -> told.contains("hangs"));
    await().during(TTL).atMost(TTL.multipliedBy(2)).until(other::isHeld);
    int before = extensions.get();
    isOutOfThreads = false;
    await().until(() -> extensions.get() > before + 1);
    assertThat(other.isAlive()).isTrue();
  }

  @Test
  void aLeaseThatCouldNotJoinForWantOfAThreadMayTryAgain() {
    Lease lease = lease("unlucky");
    lease.addListener(extensionsOf(new AtomicInteger()));
    isOutOfThreads = true;
    assertThatThrownBy(lease::start).isInstanceOf(OutOfMemoryError.class);
    isOutOfThreads = false;

    lease.start();

    assertThat(lease.isHeld()).isTrue();
    await().until(() -> threads() == 2);
  }

  @Slow
  @Test
  void aLeaseWhoseRulesFailPausesAloneAndAtLastEndsAlone() {
    AtomicInteger extensions = new AtomicInteger();
    Lease broken =
        lease(
            "broken",
            new WatchedClock(
                () -> {
                  if (WatchedClock.isIn("-loop")) {
                    throw new IllegalStateException("on purpose");
                  }
                }));
    broken.addListener(extensionsOf(new AtomicInteger()));
    Lease other = lease("other");
    other.addListener(extensionsOf(extensions));
    other.start();

    broken.campaign();

    await().until(() -> told.contains("ended by on purpose"));
    int before = extensions.get();
    await().until(() -> extensions.get() > before + 1);
    assertThat(told).containsExactly("ended by on purpose");
    assertThat(broken.isAlive()).isFalse();
    assertThat(other.isAlive()).isTrue();
    assertThat(other.isHeld()).isTrue();
  }

  @Test
  void aQuestionThatIsNotAnsweredFailsAlone() {
    try (LogLines log = new LogLines()) {
      Lease unlucky = lease("unlucky");
      Lease other = lease("other");
      answers =
          question ->
              question.store().toString().equals("unlucky")
                  ? new LeaseAnswer.Unavailable("on purpose")
                  : sound(question);

      unlucky.campaign();
      other.campaign();

      await().until(other::isHeld);
      await().until(() -> !log.with("unlucky: no answer from Redis: on purpose").isEmpty());
      assertThat(log.with("other: no answer")).isEmpty();
    }
  }

  @Test
  void aStoreThatThrowsAtAllIsAskedAgainForAll() {
    AtomicInteger asked = new AtomicInteger();
    answers =
        question -> {
          if (asked.incrementAndGet() == 1) {
            throw new IllegalStateException("on purpose");
          }
          return sound(question);
        };
    Lease one = lease("one");
    Lease two = lease("two");

    one.campaign();
    two.campaign();

    await().until(() -> one.isHeld() && two.isHeld());
  }

  @Test
  void aLeaseThatLeavesTakesNoOtherWithIt() {
    AtomicInteger extensions = new AtomicInteger();
    Lease leaving = lease("leaving");
    Lease staying = lease("staying");
    staying.addListener(extensionsOf(extensions));
    leaving.start();
    staying.start();

    leaving.close();

    int before = extensions.get();
    await().until(() -> extensions.get() > before + 1);
    assertThat(told).isEmpty();
    assertThat(leaving.isAlive()).isFalse();
    assertThat(staying.isAlive()).isTrue();
  }

  @Test
  void whoJoinsAfterTheLastHasLeftIsDrivenAnew() {
    Lease first = lease("first");
    first.start();
    first.close();
    await().until(() -> threads() == 0);

    Lease second = lease("second");
    second.start();

    assertThat(second.isHeld()).isTrue();
    assertThat(threads()).isEqualTo(2);
  }
}
