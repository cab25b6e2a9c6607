package io.beatcop.quartz.shared;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.quartz.shared.copy.ScheduleNews;
import io.beatcop.redis.settings.RedisSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Where the plugin and the job store of one scheduler meet. Quartz makes each on its own, on one
 * thread, and tells both the name of the scheduler: the plugin first, and then the store. The name
 * alone is not enough, since a JVM may have several schedulers of one name.
 */
public final class StoreLink {

  private static final ThreadLocal<Map<String, StoreLink>> OFFERS =
      ThreadLocal.withInitial(HashMap::new);

  private final LeaseSettings lease;
  private final RedisSettings redis;
  private final Supplier<OptionalLong> held;
  private final Vetoes vetoes = new Vetoes();
  private volatile ScheduleNews news = ScheduleNews.NOBODY;
  private volatile Optional<SharedSchedule> schedule = Optional.empty();

  /**
   * Makes a link without a store.
   *
   * @param lease the lease by which one node fires
   * @param redis where the lease and the schedule are kept
   * @param held the token of the term in which this node holds the lease, if it does
   */
  public StoreLink(LeaseSettings lease, RedisSettings redis, Supplier<OptionalLong> held) {
    this.lease = lease;
    this.redis = redis;
    this.held = held;
  }

  /** Offers the plugin's side to the store of the scheduler that this thread makes. */
  public void offer(String scheduler) {
    OFFERS.get().put(scheduler, this);
  }

  /** Takes what the plugin of the scheduler has offered that this thread makes. */
  public static Optional<StoreLink> take(String scheduler) {
    Optional<StoreLink> offered = Optional.ofNullable(OFFERS.get().remove(scheduler));
    if (OFFERS.get().isEmpty()) {
      OFFERS.remove();
    }
    return offered;
  }

  /** The vetoes of the gate, for the store to take. */
  public Vetoes vetoes() {
    return vetoes;
  }

  /** Tells somebody of the changes of triggers while this node fires. */
  public void tell(ScheduleNews told) {
    news = told;
  }

  /** The schedule, once Quartz has made the store. */
  public Optional<SharedSchedule> schedule() {
    return schedule;
  }

  void connect(SharedSchedule connected) {
    schedule = Optional.of(connected);
  }

  LeaseSettings lease() {
    return lease;
  }

  RedisSettings redis() {
    return redis;
  }

  Supplier<OptionalLong> held() {
    return held;
  }

  ScheduleNews news() {
    return news;
  }
}
