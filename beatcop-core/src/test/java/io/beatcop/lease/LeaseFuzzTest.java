package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.testing.Slow;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * L-a, L-b, L-c: a store, a listener and a clock that fail in any way drive the real lease, thread
 * by thread; afterwards it works again, or it says that it has ended.
 *
 * <p>{@code -Dbeatcop.fuzz.seeds=N} runs more seeds, {@code -Dbeatcop.fuzz.seed=S} one of them.
 */
class LeaseFuzzTest {

  private static final long SEEDS = Long.getLong("beatcop.fuzz.seeds", 400);
  private static final long AT_ONCE = 200;
  private static final Duration STORM = Duration.ofSeconds(1);

  private final PrintStream err = System.err;

  /** Each fault is logged with its stack trace; these are too many to be read. */
  @BeforeEach
  void logNothing() {
    System.setErr(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void logAgain() {
    System.setErr(err);
  }

  @Test
  void whateverFailsALeaseWorksAgainOrSaysThatItHasEnded() {
    Long seed = Long.getLong("beatcop.fuzz.seed");
    liveThrough(seed == null ? 1 : seed, seed == null ? SEEDS : seed);
  }

  @Slow
  @Test
  void thousandsOfLeasesWorkAgainOrSayThatTheyHaveEnded() {
    liveThrough(SEEDS + 1, 5 * SEEDS);
  }

  private static void liveThrough(long first, long last) {
    long ended = 0;
    for (long from = first; from <= last; from += AT_ONCE) {
      List<FuzzedLease> leases =
          LongStream.rangeClosed(from, Math.min(last, from + AT_ONCE - 1))
              .mapToObj(FuzzedLease::new)
              .toList();
      ended += live(leases);
    }
    System.out.println("lease fuzz: " + (last - first + 1) + " seeds, " + ended + " ended");
  }

  private static long live(List<FuzzedLease> leases) {
    leases.forEach(FuzzedLease::begin);
    // Some back off for longer than that: they have had their share.
    long untilNanos = System.nanoTime() + STORM.toNanos();
    await().until(() -> all(leases, FuzzedLease::isOver) || System.nanoTime() - untilNanos > 0);
    leases.forEach(FuzzedLease::calm);
    until(leases, FuzzedLease::holdsOrHasEnded);
    leases.forEach(FuzzedLease::leave);
    until(leases, FuzzedLease::heardOfItsEnd);
    leases.forEach(FuzzedLease::close);
    return leases.stream().filter(FuzzedLease::hasEnded).count();
  }

  private interface Question {
    boolean of(FuzzedLease lease);
  }

  private static boolean all(List<FuzzedLease> leases, Question question) {
    return leases.stream().allMatch(question::of);
  }

  private static void until(List<FuzzedLease> leases, Question question) {
    try {
      await().until(() -> all(leases, question));
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      // Told below, by seed.
      assertThat(leases).filteredOn(lease -> !question.of(lease)).isEmpty();
    }
  }
}
