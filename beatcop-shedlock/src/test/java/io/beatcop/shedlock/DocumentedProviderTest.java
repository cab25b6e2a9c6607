package io.beatcop.shedlock;

import static org.assertj.core.api.Assertions.assertThat;

import net.javacrumbs.shedlock.core.DefaultLockingTaskExecutor;
import net.javacrumbs.shedlock.core.LockProvider;
import org.junit.jupiter.api.Test;

/** The code in docs/shedlock.md. It needs no Redis, which is asked at the first lock. */
class DocumentedProviderTest {

  @Test
  void theProviderCanBeMade() {
    LockProvider provider = BeatCopLockProvider.builder("redis://redis.internal:6379").build();

    assertThat(new DefaultLockingTaskExecutor(provider)).isNotNull();
    ((BeatCopLockProvider) provider).close();
  }
}
