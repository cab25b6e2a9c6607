package io.beatcop.quartz.api;

import static org.awaitility.Awaitility.await;

import io.beatcop.quartz.BeatCopPlugin;
import io.beatcop.quartz.LeaseMXBean;
import io.beatcop.quartz.LeaseState;
import io.beatcop.quartz.SharedJobStore;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.Scheduler;

/** The shared store: the calls are made on the node that does not fire. */
@Slow
class SharedSchedulerApiIT extends SchedulerApiContract {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  @Override
  Properties node(String cluster, String node) {
    redis.start();
    return properties(
        "scheduler.instanceName",
        cluster + "-" + node,
        "jobStore.class",
        SharedJobStore.class.getName(),
        "plugin.beatcop.class",
        BeatCopPlugin.class.getName(),
        "plugin.beatcop.redis",
        redis.uri(),
        "plugin.beatcop.lease",
        cluster,
        "plugin.beatcop.ttl",
        "3s",
        "plugin.beatcop.trustabsence",
        "true");
  }

  @Override
  void started(Scheduler first) throws Exception {
    LeaseMXBean entry =
        (LeaseMXBean) Objects.requireNonNull(first.getContext().get("beatcop:beatcop"));
    await().until(() -> entry.getState() == LeaseState.LEADER);
  }

  @Override
  boolean isShared() {
    return true;
  }
}
