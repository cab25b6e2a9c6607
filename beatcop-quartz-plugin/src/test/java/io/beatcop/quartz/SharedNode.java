package io.beatcop.quartz;

import static org.awaitility.Awaitility.await;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.quartz.shared.StoreLink;
import io.beatcop.redis.settings.RedisSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.TriggerKey;
import org.quartz.simpl.CascadingClassLoadHelper;
import org.quartz.spi.ClassLoadHelper;
import org.quartz.spi.OperableTrigger;

/** A node's shared job store without a scheduler. The test says whether it holds the lease. */
final class SharedNode implements AutoCloseable {

  private static final Duration TTL = Duration.ofSeconds(3);

  final SharedJobStore store;
  final SilentSignaler signaler = new SilentSignaler();
  final StoreLink link;
  private final AtomicReference<OptionalLong> held = new AtomicReference<>(OptionalLong.empty());

  SharedNode(String lease, String holder, String redis) {
    this.link =
        new StoreLink(
            LeaseSettings.of(lease, TTL).withHolder(holder), RedisSettings.parse(redis), held::get);
    this.store = new SharedJobStore(link);
  }

  /** Starts its store; {@code started} says whether its scheduler has started as well. */
  SharedNode start(boolean started) throws Exception {
    ClassLoadHelper classes = new CascadingClassLoadHelper();
    classes.initialize();
    store.initialize(classes, signaler);
    if (started) {
      store.schedulerStarted();
    }
    return this;
  }

  /** A trigger that it has. */
  OperableTrigger trigger(TriggerKey key) throws JobPersistenceException {
    return Objects.requireNonNull(store.retrieveTrigger(key));
  }

  /** The data of a job that it has. */
  Map<String, Object> data(JobKey key) throws JobPersistenceException {
    return Objects.requireNonNull(store.retrieveJob(key)).getJobDataMap().getWrappedMap();
  }

  /** It holds the lease in a term, or none. */
  void holds(OptionalLong token) {
    held.set(token);
    link.schedule().orElseThrow().wake();
  }

  /** Waits until it fires in a term. */
  void awaitOpen(long token) {
    await().until(() -> link.schedule().orElseThrow().isOpenIn(token));
  }

  @Override
  public void close() {
    store.shutdown();
  }
}
