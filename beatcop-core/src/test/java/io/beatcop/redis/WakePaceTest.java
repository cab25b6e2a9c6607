package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** S-h: a user that may publish can't make the nodes ask as often as that. */
class WakePaceTest {

  private final AtomicInteger woken = new AtomicInteger();

  @Test
  void rareWakeUpsPassAtOnce() {
    AtomicLong nanos = new AtomicLong();
    WakePace pace = new WakePace(woken::incrementAndGet, nanos::get);

    for (int second = 0; second < 10; second++) {
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
      pace.wake();
      assertThat(woken).hasValue(second + 1);
    }
  }

  @Test
  void aFloodIsAFewAndTheLastOneCounts() {
    WakePace pace = new WakePace(woken::incrementAndGet);

    for (int i = 0; i < 500_000; i++) {
      pace.wake();
    }

    int atOnce = woken.get();
    assertThat(atOnce).isBetween(1, 8);
    await().atMost(Duration.ofSeconds(5)).until(() -> woken.get() == atOnce + 1);
  }
}
