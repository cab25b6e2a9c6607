package io.beatcop.quartz;

import static org.awaitility.Awaitility.await;

import io.beatcop.testing.RedisCluster;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.SchedulerException;

/** A shared schedule in a Redis Cluster. */
@Slow
class SharedClusterIT {

  @RegisterExtension static final RedisCluster cluster = RedisCluster.forTests();

  @Test
  void aMasterThatIsKilledCostsTimeAndNeitherAChangeNorAFiring() throws SchedulerException {
    try (FailOver schedulers = FailOver.ofOneSchedule(cluster.uri())) {
      schedulers.changes("before");
      schedulers.goesOn();

      RedisServer owner = cluster.ownerOf("fail-over");
      owner.kill();
      await().ignoreExceptions().until(() -> cluster.ownerOf("fail-over") != owner);
      // The new master has no replica to wait for until this one is back.
      owner.start();

      schedulers.goesOnWithAllChanges();
    }
  }
}
