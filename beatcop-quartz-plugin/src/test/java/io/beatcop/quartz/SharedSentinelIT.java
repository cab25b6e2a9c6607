package io.beatcop.quartz;

import static org.awaitility.Awaitility.await;

import io.beatcop.testing.RedisSentinels;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.SchedulerException;

/** A shared schedule in a Redis that is failed over by sentinels. */
@Slow
class SharedSentinelIT {

  @RegisterExtension static final RedisSentinels sentinels = RedisSentinels.forTests();

  @Test
  void aMasterThatIsKilledCostsTimeAndNeitherAChangeNorAFiring() throws SchedulerException {
    try (FailOver schedulers = FailOver.ofOneSchedule(sentinels.uri())) {
      schedulers.changes("before");
      schedulers.goesOn();

      RedisServer master = sentinels.master();
      master.kill();
      await().until(() -> sentinels.master() != master);

      schedulers.goesOnWithAllChanges();
    }
  }
}
