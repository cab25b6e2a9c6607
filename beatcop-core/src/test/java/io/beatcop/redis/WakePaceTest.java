package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** S-h: a user that may publish can't make the nodes ask as often as that. */
class WakePaceTest {

  private final AtomicInteger woken = new AtomicInteger();

  @Test
  void rareWakeUpsPassAtOnce() {
    AtomicLong nanos = new AtomicLong();
    WakePace pace = new WakePace(woken::incrementAndGet, (action, inNanos) -> {}, nanos::get);

    for (int second = 0; second < 10; second++) {
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
      pace.wake();
      assertThat(woken).hasValue(second + 1);
    }
  }

  @Test
  void aFloodIsAFewAndTheLastOneCounts() {
    List<Runnable> later = new ArrayList<>();
    WakePace pace = new WakePace(woken::incrementAndGet, (action, inNanos) -> later.add(action));

    for (int i = 0; i < 500_000; i++) {
      pace.wake();
    }

    int atOnce = woken.get();
    assertThat(atOnce).isBetween(1, 8);
    assertThat(later).hasSize(1);
    later.get(0).run();
    assertThat(woken).hasValue(atOnce + 1);
  }
}
