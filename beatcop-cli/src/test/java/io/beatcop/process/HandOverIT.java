package io.beatcop.process;

import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** After a clean stop another node's child runs almost at once: measured alone. */
@Isolated
class HandOverIT {

  @RegisterExtension static final RedisServer redis = Leases.redis();

  @TempDir private Path directory;

  @Slow
  @Test
  void anotherChildRunsWithinAQuarterOfASecond() {
    try (Cluster cluster = Cluster.of(directory, redis)) {
      cluster.start("one", ChildKind.PLAIN);
      cluster.ticks().awaitChildOf("one");
      cluster.start("two", ChildKind.PLAIN).awaitWaiting();

      cluster.node("one").signal("TERM");
      cluster.ticks().awaitChildOf("two");

      cluster.assertNeverTwo();
      cluster.assertGapsWithin(Duration.ofMillis(250));
    }
  }

  @Slow
  @Test
  void theLeaseIsReleasedOnlyWhenNothingIsLeftOfTheChild() {
    try (Cluster cluster = Cluster.of(directory, redis)) {
      cluster.start("one", ChildKind.DEAF);
      cluster.ticks().awaitChildOf("one");
      cluster.start("two", ChildKind.DEAF).awaitWaiting();

      cluster.node("one").signal("TERM");
      cluster.ticks().awaitChildOf("two");

      cluster.assertNeverTwo();
      cluster.assertGapsWithin(Duration.ofMillis(250));
    }
  }
}
