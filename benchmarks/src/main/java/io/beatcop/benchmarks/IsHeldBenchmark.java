package io.beatcop.benchmarks;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseRequest;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.LeaseStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The cost of asking whether the lease is held, beside the two clock reads that it consists of. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class IsHeldBenchmark {

  private final Lease lease =
      new Lease(LeaseSettings.of("benchmark", Duration.ofDays(1)), new Granting());

  /** Grants at once, and for long enough. */
  private static final class Granting implements LeaseStore {

    @Override
    public LeaseAnswer ask(LeaseRequest request) {
      return request instanceof LeaseRequest.Release
          ? new LeaseAnswer.Released()
          : new LeaseAnswer.Granted(1, "held", Optional.empty());
    }

    @Override
    public void onRelease(Runnable wake) {}

    @Override
    public void close() {}
  }

  /** Takes the lease. */
  @Setup
  public void hold() {
    lease.start();
    if (!lease.isHeld()) {
      throw new IllegalStateException("the benchmark would measure a lease that is not held");
    }
  }

  /** Gives it up. */
  @TearDown
  public void release() {
    lease.close();
  }

  /**
   * The question.
   *
   * @return the answer
   */
  @Benchmark
  public boolean isHeld() {
    return lease.isHeld();
  }

  /**
   * The peer: the two clock reads that no answer by both clocks can do without.
   *
   * @return something that depends on both
   */
  @Benchmark
  public long twoClockReads() {
    return System.nanoTime() ^ System.currentTimeMillis();
  }
}
