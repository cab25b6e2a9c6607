package io.beatcop.lease;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The stores of several holders on one {@link SimulatedRedis}, for tests without a simulation. */
public final class SimulatedStores implements StoreUnderTest {

  private final long ttlMillis;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final SimulatedRedis redis;

  private SimulatedStores(long ttlMillis, Mutation mutation) {
    this.ttlMillis = ttlMillis;
    this.redis = new SimulatedRedis(() -> 1_764_000_000_000L, mutation);
  }

  /** As they should be. */
  public static StoreUnderTest withTtlMillis(long ttlMillis) {
    return new SimulatedStores(ttlMillis, Mutation.NONE);
  }

  static StoreUnderTest broken(long ttlMillis, Mutation mutation) {
    return new SimulatedStores(ttlMillis, mutation);
  }

  @Override
  public LeaseStore open(String holder, String start) {
    return new Store(holder, start);
  }

  @Override
  public void wipe() {
    redis.wipe();
  }

  @Override
  public void removeLease() {
    redis.removeLease();
  }

  @Override
  public void setLease(String value) {
    redis.overwriteLease(value);
  }

  @Override
  public void spoilLease() {
    redis.spoilLease();
  }

  @Override
  public void evictToken() {
    redis.evictToken();
  }

  @Override
  public void setToken(String value) {
    redis.setToken(value);
  }

  @Override
  public void evictTerm() {
    redis.evictTerm();
  }

  @Override
  public void pause() {
    redis.pause();
    listeners.forEach(Runnable::run);
  }

  @Override
  public void resume() {
    redis.resume();
    listeners.forEach(Runnable::run);
  }

  @Override
  public void askToStepDown(long token) {
    redis.askToStepDown(token);
    listeners.forEach(Runnable::run);
  }

  private final class Store implements LeaseStore {

    private final String holder;
    private final String start;

    Store(String holder, String start) {
      this.holder = holder;
      this.start = start;
    }

    @Override
    public LeaseAnswer ask(LeaseRequest request) {
      // One at a time, as Redis does.
      synchronized (redis) {
        SimulatedRedis.Memory before = redis.memory();
        LeaseAnswer answer = redis.ask(new Sender(holder, start, ttlMillis), request);
        if (request instanceof LeaseRequest.Release release
            && release.announced()
            && !redis.memory().equals(before)) {
          listeners.forEach(Runnable::run);
        }
        return answer;
      }
    }

    @Override
    public void onRelease(Runnable wake) {
      listeners.add(wake);
    }

    @Override
    public void close() {}
  }
}
