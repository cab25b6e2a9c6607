package io.beatcop.lease;

import io.beatcop.lease.LeaseAnswer.Gone;
import io.beatcop.lease.LeaseAnswer.Granted;
import io.beatcop.lease.LeaseAnswer.HeldByOther;
import io.beatcop.lease.LeaseAnswer.Paused;
import io.beatcop.lease.LeaseAnswer.Pending;
import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseAnswer.Released;
import io.beatcop.lease.LeaseAnswer.Seen;
import io.beatcop.lease.LeaseAnswer.Unavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A lease with a store, a listener and a clock that fail in any way, by a seed, until it is calm.
 *
 * <p>Each of the three draws from a source of its own, so that a seed means the same however the
 * threads run.
 */
final class FuzzedLease {

  private static final Duration TTL = Duration.ofMillis(200);

  private final long seed;
  private final SplittableRandom storeRandom;
  private final SplittableRandom listenerRandom;
  private final SplittableRandom clockRandom;
  private final int storePercent;
  private final int listenerPercent;
  private final int clockPercent;
  private final AtomicInteger faultsLeft;
  private final Lease lease;
  private volatile boolean calm;
  private volatile boolean left;
  private volatile boolean told;
  private volatile boolean ended;

  FuzzedLease(long seed) {
    this.seed = seed;
    SplittableRandom random = new SplittableRandom(seed);
    this.storeRandom = random.split();
    this.listenerRandom = random.split();
    this.clockRandom = random.split();
    this.storePercent = percent(random);
    this.listenerPercent = percent(random);
    this.clockPercent = percent(random);
    this.faultsLeft = new AtomicInteger(random.nextInt(10) == 0 ? 1000 : 1 + random.nextInt(30));
    this.lease =
        new Lease(
            LeaseSettings.of("fuzz-" + seed, TTL), new AnsweringStore(this::answer), new Clocks());
    lease.addListener(new Listener());
  }

  /** Often none, sometimes always. */
  private static int percent(SplittableRandom random) {
    return random.nextInt(3) == 0 ? 0 : 1 << random.nextInt(1, 8);
  }

  void begin() {
    lease.campaign();
  }

  /** There were as many faults as there are to be. */
  boolean isOver() {
    return faultsLeft.get() <= 0 || ended || storePercent + listenerPercent + clockPercent < 50;
  }

  void calm() {
    calm = true;
  }

  boolean hasEnded() {
    return ended;
  }

  boolean holdsOrHasEnded() {
    return ended ? !lease.isAlive() && !lease.isHeld() : lease.isAlive() && lease.isHeld();
  }

  void leave() {
    left = true;
    lease.stop();
  }

  boolean heardOfItsEnd() {
    return told || ended;
  }

  void close() {
    lease.close();
  }

  @Override
  public String toString() {
    return "-Dbeatcop.fuzz.seed=%d: %s, alive %s, held %s, ended %s, %d faults left"
        .formatted(
            seed,
            calm ? "calm" : "stormy",
            lease.isAlive(),
            lease.isHeld(),
            ended,
            faultsLeft.get());
  }

  private boolean strikes(SplittableRandom random, int percent) {
    return !calm && random.nextInt(100) < percent && faultsLeft.getAndDecrement() > 0;
  }

  private LeaseAnswer answer(LeaseRequest request) throws Throwable {
    if (strikes(storeRandom, storePercent)) {
      if (storeRandom.nextBoolean()) {
        throw throwable(storeRandom);
      }
      return anyAnswer(storeRandom);
    }
    return request instanceof LeaseRequest.Release
        ? new Released()
        : new Granted(1 + seed, "held", Optional.empty());
  }

  private static LeaseAnswer anyAnswer(SplittableRandom random) {
    Optional<Duration> duration =
        random.nextInt(4) == 0
            ? Optional.empty()
            : Optional.of(Duration.ofSeconds(anyLong(random), random.nextInt(1_000_000_000)));
    OptionalLong token =
        random.nextInt(4) == 0 ? OptionalLong.empty() : OptionalLong.of(anyLong(random));
    return switch (random.nextInt(10)) {
      case 0 -> new Granted(anyLong(random), "", duration, Optional.of("leave"));
      case 1 -> new Pending(anyLong(random), token);
      case 2 -> new HeldByOther("", duration, "", token);
      case 3 -> new HeldByOther("x", duration, "held x 1 1", token);
      case 4 -> new Paused("", duration);
      case 5 -> new Gone();
      case 6 -> new Released();
      case 7 -> new Seen(Optional.empty(), duration, "", token);
      case 8 -> new Refused(new SettingException("redis", "x", "on purpose"));
      default -> new Unavailable("on purpose");
    };
  }

  private static long anyLong(SplittableRandom random) {
    return switch (random.nextInt(6)) {
      case 0 -> Long.MAX_VALUE;
      case 1 -> Long.MIN_VALUE;
      case 2 -> random.nextInt(-2, 3);
      case 3 -> 1L << random.nextInt(64);
      default -> random.nextLong();
    };
  }

  private static Throwable throwable(SplittableRandom random) {
    return switch (random.nextInt(9)) {
      case 0 -> new IllegalStateException("on purpose");
      case 1 -> new IOException("on purpose");
      case 2 -> new InterruptedException("on purpose");
      case 3 -> new StackOverflowError("on purpose");
      case 4 -> new OutOfMemoryError("on purpose");
      case 5 -> new NoClassDefFoundError("on purpose");
      case 6 -> new AssertionError("on purpose");
      case 7 -> new Throwable("on purpose");
      default -> new Unspeakable();
    };
  }

  /** Can't be put into words. */
  private static final class Unspeakable extends Error {

    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message either");
    }
  }

  private final class Clocks implements Clock {

    @Override
    public long nanos() {
      return read(System.nanoTime());
    }

    @Override
    public long epochMillis() {
      return read(System.currentTimeMillis());
    }

    /** Wrong only for the threads of the lease, not for those of its user. */
    private long read(long reading) {
      if (!Thread.currentThread().getName().startsWith("beatcop-fuzz-")) {
        return reading;
      }
      synchronized (clockRandom) {
        if (!strikes(clockRandom, clockPercent)) {
          return reading;
        }
        if (clockRandom.nextBoolean()) {
          throw AnsweringStore.<RuntimeException>sneaky(throwable(clockRandom));
        }
        return clockRandom.nextBoolean() ? anyLong(clockRandom) : reading + clockRandom.nextInt();
      }
    }
  }

  private final class Listener implements LeaseListener {

    private void fail() {
      if (strikes(listenerRandom, listenerPercent)) {
        if (listenerRandom.nextInt(3) == 0) {
          Thread.currentThread().interrupt();
        } else {
          throw AnsweringStore.<RuntimeException>sneaky(throwable(listenerRandom));
        }
      }
    }

    @Override
    public void acquired(Grant grant) {
      fail();
    }

    @Override
    public void extended(Grant grant) {
      fail();
    }

    @Override
    public void observed(String holder) {
      fail();
    }

    @Override
    public void lost(Grant grant, Loss loss) {
      fail();
    }

    @Override
    public void released(Grant grant) {
      told = told || left;
      fail();
    }

    @Override
    public void ended(Throwable reason) {
      ended = true;
    }
  }
}
