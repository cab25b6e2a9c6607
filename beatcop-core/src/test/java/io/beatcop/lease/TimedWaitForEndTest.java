package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The end of a thread is waited for, in every thread, and not for ever. */
class TimedWaitForEndTest {

  private static final Duration LONG = Duration.ofMinutes(5);

  private final CountDownLatch goOn = new CountDownLatch(1);
  private final Thread stuck = new Thread(this::waitUninterruptedly, "stuck");

  private void waitUninterruptedly() {
    boolean waiting = true;
    while (waiting) {
      try {
        goOn.await();
        waiting = false;
      } catch (InterruptedException e) {
        // It ends when it is told to.
      }
    }
  }

  @AfterEach
  void end() {
    goOn.countDown();
  }

  @Test
  void aThreadThatIsStuckIsNotWaitedForLongerThanThePatience() {
    stuck.start();

    TimedWait.untilEnd(stuck, Duration.ofMillis(20));
    TimedWait.untilEnd(stuck, Duration.ofNanos(1));
    TimedWait.untilEnd(stuck, Duration.ZERO);

    assertThat(stuck.isAlive()).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void aThreadThatEndsIsNotWaitedForAnyLonger() {
    stuck.start();
    CompletableFuture<Void> joined =
        CompletableFuture.runAsync(() -> TimedWait.untilEnd(stuck, LONG));

    goOn.countDown();

    assertThat(joined).succeedsWithin(Duration.ofSeconds(60));
    assertThat(stuck.isAlive()).isFalse();
  }

  @Test
  void anInterruptedThreadWaitsAsWellAndStaysInterrupted() {
    stuck.start();
    CompletableFuture<Boolean> joined =
        CompletableFuture.supplyAsync(
            () -> {
              Thread.currentThread().interrupt();
              TimedWait.untilEnd(stuck, LONG);
              return !stuck.isAlive() && Thread.interrupted();
            });

    assertThat(joined).isNotDone();
    goOn.countDown();

    assertThat(joined).succeedsWithin(Duration.ofSeconds(60)).isEqualTo(true);
  }

  @Test
  void aThreadThatIsInterruptedWhileItWaitsGoesOnWaitingAndStaysInterrupted() {
    stuck.start();
    AtomicBoolean interrupted = new AtomicBoolean();
    Thread joining =
        new Thread(
            () -> {
              TimedWait.untilEnd(stuck, LONG);
              interrupted.set(!stuck.isAlive() && Thread.interrupted());
            },
            "joining");
    joining.start();
    await().until(() -> joining.getState() == Thread.State.TIMED_WAITING);

    joining.interrupt();
    await().until(() -> !joining.isInterrupted());
    goOn.countDown();

    await().untilTrue(interrupted);
  }
}
