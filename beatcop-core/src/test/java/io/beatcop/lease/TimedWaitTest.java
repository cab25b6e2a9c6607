package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TimedWaitTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(30);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile boolean isSo;

  @BeforeEach
  void begin() {
    lock.lock();
  }

  @AfterEach
  void end() {
    lock.unlock();
    boolean unused = Thread.interrupted();
  }

  private Thread meanwhile(Runnable action) {
    Thread thread =
        new Thread(
            () -> {
              lock.lock();
              try {
                action.run();
              } finally {
                lock.unlock();
              }
            });
    thread.start();
    return thread;
  }

  private Thread soon() {
    return meanwhile(
        () -> {
          isSo = true;
          changed.signalAll();
        });
  }

  @Test
  void whatIsSoIsNotWaitedFor() throws InterruptedException {
    isSo = true;

    assertThat(TimedWait.until(() -> isSo, changed, Duration.ZERO)).isTrue();
    assertThat(TimedWait.steadilyUntil(() -> isSo, changed, Duration.ZERO)).isTrue();
  }

  @Test
  void eachDurationIsATimeToWait() throws InterruptedException {
    Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
    Thread other = soon();

    assertThat(TimedWait.until(() -> isSo, changed, longest)).isTrue();
    assertThat(TimedWait.steadilyUntil(() -> isSo, changed, longest)).isTrue();
    assertThat(TimedWait.until(() -> false, changed, longest.negated())).isFalse();
    assertThat(TimedWait.steadilyUntil(() -> false, changed, longest.negated())).isFalse();
    TimedWait.untilEnd(other, longest);
    TimedWait.untilEnd(Thread.currentThread(), longest.negated());
  }

  @Test
  void whatBecomesSoIsWaitedFor() throws InterruptedException {
    Thread other = soon();

    assertThat(TimedWait.until(() -> isSo, changed, LONG)).isTrue();
    other.join();
  }

  @Test
  void whatIsNotSoIsNotWaitedForForLong() throws InterruptedException {
    long begun = System.nanoTime();

    assertThat(TimedWait.until(() -> isSo, changed, SHORT)).isFalse();

    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(SHORT.toNanos());
  }

  /** A signal for others is no reason to give up, and none to wait for longer. */
  @Test
  void itIsLookedAtOncePerSignal() throws InterruptedException {
    AtomicInteger looks = new AtomicInteger();
    Thread other = meanwhile(changed::signalAll);

    assertThat(TimedWait.until(() -> looks.incrementAndGet() == 2, changed, LONG)).isTrue();

    other.join();
    assertThat(looks).hasValue(2);
  }

  @Test
  void anInterruptedThreadGivesUp() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> TimedWait.until(() -> isSo, changed, LONG))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void anInterruptedThreadWaitsSteadilyAndStaysInterrupted() throws InterruptedException {
    Thread.currentThread().interrupt();
    Thread other = soon();

    assertThat(TimedWait.steadilyUntil(() -> isSo, changed, LONG)).isTrue();

    assertThat(Thread.interrupted()).isTrue();
    other.join();
  }

  @Test
  void aThreadThatIsInterruptedMeanwhileGoesOnWaitingAndStaysInterrupted()
      throws InterruptedException {
    Thread waiting = Thread.currentThread();
    Thread other =
        new Thread(
            () -> {
              waiting.interrupt();
              // Taken and put aside; only then it becomes so.
              await().until(() -> !waiting.isInterrupted());
              soon();
            });
    other.start();

    assertThat(TimedWait.steadilyUntil(() -> isSo, changed, LONG)).isTrue();

    assertThat(Thread.interrupted()).isTrue();
    other.join();
  }

  @Test
  void aThreadThatWasNotInterruptedIsNotAfterwards() {
    long begun = System.nanoTime();

    assertThat(TimedWait.steadilyUntil(() -> isSo, changed, SHORT)).isFalse();

    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(SHORT.toNanos());
    assertThat(Thread.interrupted()).isFalse();
  }
}
