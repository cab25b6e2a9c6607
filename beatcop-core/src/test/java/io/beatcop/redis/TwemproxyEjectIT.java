package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import io.beatcop.testing.Twemproxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A twemproxy with {@code auto_eject_hosts: true}: two memories take turns at a lease, neither of
 * which knows what the other granted. The nodes' distrust of missing keys limits the harm (L7).
 */
@Slow
class TwemproxyEjectIT {

  @RegisterExtension static final Twemproxy proxy = Twemproxy.ejecting();

  private static final Duration TTL = Duration.ofSeconds(2);

  @Test
  void theLeaseMovesToAServerThatKnowsNothingOfTheHolder() {
    try (LocalNodes nodes = new LocalNodes("ejected", proxy.uri(), TTL, 3)) {
      nodes.holder();
      RedisServer server = proxy.serverOf("ejected");

      server.freeze();
      // Its holder may have the key at the other server before anybody sees that it lost it.
      await().during(TTL.multipliedBy(2)).atMost(TTL.multipliedBy(4)).until(() -> true);
      nodes.holder();
      server.thaw();

      await().during(TTL.multipliedBy(4)).atMost(TTL.multipliedBy(8)).until(() -> true);
      assertThat(nodes.ledger().violations()).isEmpty();
    }
  }
}
