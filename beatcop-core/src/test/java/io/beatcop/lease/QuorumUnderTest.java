package io.beatcop.lease;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Several memories that are one by majority; a fault of it befalls all of them. */
public final class QuorumUnderTest implements StoreUnderTest {

  private final List<? extends StoreUnderTest> members;
  private final Duration ttl;
  private final AtomicLong millis = new AtomicLong(1_764_000_000_000L);

  /**
   * Makes one memory of several.
   *
   * @param members the memories
   * @param ttl their ttl
   */
  public QuorumUnderTest(List<? extends StoreUnderTest> members, Duration ttl) {
    this.members = members;
    this.ttl = ttl;
  }

  @Override
  public LeaseStore open(String holder, String start) {
    LeaseSettings settings = LeaseSettings.of("nightly", ttl).withHolder(holder);
    List<QuorumStore.Member> stores =
        IntStream.range(0, members.size())
            .mapToObj(i -> new QuorumStore.Member("redis-" + i, members.get(i).open(holder, start)))
            .toList();
    return new Settling(new QuorumStore(settings, stores, new SteppedClock()), ttl);
  }

  private final class SteppedClock implements Clock {

    @Override
    public long nanos() {
      return millis.get() * 1_000_000;
    }

    @Override
    public long epochMillis() {
      return millis.get();
    }
  }

  /** Has asked all members when it answers, so that what befalls them then befalls all alike. */
  private record Settling(QuorumStore quorum, Duration patience) implements LeaseStore {

    @Override
    public LeaseAnswer ask(LeaseRequest request) {
      LeaseAnswer answer = quorum.ask(request);
      quorum.awaitQuiet(patience);
      return answer;
    }

    @Override
    public void onRelease(Runnable wake) {
      quorum.onRelease(wake);
    }

    @Override
    public void close() {
      quorum.close();
    }
  }

  @Override
  public void letATtlPass() {
    millis.addAndGet(ttl.toMillis());
  }

  @Override
  public void wipe() {
    all(StoreUnderTest::wipe);
  }

  @Override
  public void removeLease() {
    all(StoreUnderTest::removeLease);
  }

  @Override
  public void setLease(String value) {
    all(member -> member.setLease(value));
  }

  @Override
  public void spoilLease() {
    all(StoreUnderTest::spoilLease);
  }

  @Override
  public void evictToken() {
    all(StoreUnderTest::evictToken);
  }

  @Override
  public void setToken(String value) {
    all(member -> member.setToken(value));
  }

  @Override
  public void evictTerm() {
    all(StoreUnderTest::evictTerm);
  }

  @Override
  public void pause() {
    all(StoreUnderTest::pause);
  }

  @Override
  public void resume() {
    all(StoreUnderTest::resume);
  }

  @Override
  public void askToStepDown(long token) {
    all(member -> member.askToStepDown(token));
  }

  private void all(Consumer<StoreUnderTest> happening) {
    members.forEach(happening);
  }
}
