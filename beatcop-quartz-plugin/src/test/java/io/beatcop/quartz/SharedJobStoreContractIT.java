package io.beatcop.quartz;

import io.beatcop.testing.RedisServer;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.spi.JobStore;

/** The contract, as the shared job store keeps it on the node that holds the lease. */
class SharedJobStoreContractIT extends JobStoreContract {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final long TOKEN = 7;

  private final String lease = "contract-" + NAMES.incrementAndGet();
  private final SharedNode node = new SharedNode(lease, "me", redis.uri());

  @Override
  protected JobStore newStore() {
    redis.start();
    redis.command("SET", lease, "me");
    redis.command("SET", "{" + lease + "}:token", String.valueOf(TOKEN));
    return node.store;
  }

  @Override
  protected void ready(JobStore made) {
    node.holds(OptionalLong.of(TOKEN));
    node.awaitOpen(TOKEN);
  }
}
