package io.beatcop.quartz;

import static org.awaitility.Awaitility.await;

import io.beatcop.testing.RedisSentinels;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.SchedulerException;

/** Schedulers whose Redis is failed over by sentinels. */
@Slow
class SentinelIT {

  @RegisterExtension static final RedisSentinels sentinels = RedisSentinels.forTests();

  @Test
  void aMasterThatIsKilledCostsTimeAndNothingIsFiredTwice() throws SchedulerException {
    try (FailOver schedulers = new FailOver(sentinels.uri())) {
      schedulers.goesOn();
      RedisServer master = sentinels.master();

      master.kill();
      await().until(() -> sentinels.master() != master);

      schedulers.goesOn();
      schedulers.changesLeader();
      schedulers.goesOn();
      schedulers.firedNothingTwice();
    }
  }
}
