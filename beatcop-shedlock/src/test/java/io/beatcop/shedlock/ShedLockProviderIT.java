package io.beatcop.shedlock;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.time.Duration;
import net.javacrumbs.shedlock.core.ExtensibleLockProvider;
import net.javacrumbs.shedlock.test.support.AbstractExtensibleLockProviderIntegrationTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** ShedLock's own tests of a provider whose locks can be extended. */
@Slow
class ShedLockProviderIT extends AbstractExtensibleLockProviderIntegrationTest {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private final BeatCopLockProvider provider =
      BeatCopLockProvider.builder(redis.uri()).ttl(Duration.ofSeconds(1)).build();

  @AfterEach
  void close() {
    provider.close();
  }

  @Override
  protected ExtensibleLockProvider getLockProvider() {
    return provider;
  }

  @Override
  protected void assertUnlocked(String lockName) {
    assertThat(redis.command("EXISTS", "shedlock:" + lockName)).contains(0L);
  }

  @Override
  protected void assertLocked(String lockName) {
    assertThat(redis.command("EXISTS", "shedlock:" + lockName)).contains(1L);
  }
}
