package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.quartz.FireJournal.Claim;
import io.beatcop.redis.RedisPool;
import io.beatcop.redis.RedisSettings;
import io.beatcop.testing.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quartz.JobKey;
import org.quartz.TriggerKey;

/** The journal on a real Redis: each branch of its scripts. */
class FireJournalIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final TriggerKey TRIGGER = new TriggerKey("nightly", "reports");
  private static final int KEEP = 4;

  private final String lease = "journal-" + NAMES.incrementAndGet();
  private final List<FireJournal> journals = new ArrayList<>();
  private final FireJournal journal = journalOf("me");

  @BeforeEach
  void theLeaseIsMine() {
    redis.start();
    redis.command("SET", lease, "me");
  }

  @AfterEach
  void close() {
    journals.forEach(FireJournal::close);
  }

  private FireJournal journalOf(String holder) {
    Duration timeout = Duration.ofMillis(200);
    RedisPool pool = new RedisPool(RedisSettings.parse(redis.uri()), timeout, lease);
    FireJournal made = new FireJournal(pool, pool, lease, holder, timeout.multipliedBy(2), KEEP);
    journals.add(made);
    return made;
  }

  @Test
  void aClaimThatNoReplicaHasIsNoClaim() {
    RedisPool waiting =
        new RedisPool(RedisSettings.parse(redis.uri() + "?wait=1"), Duration.ofMillis(200), lease);
    try (FireJournal unsure =
        new FireJournal(waiting, waiting, lease, "me", Duration.ofMillis(400), KEEP)) {
      assertThat(unsure.claim(firing(Slot.at(1000)))).isEqualTo(Claim.UNKNOWN);
    }
  }

  private static Firing firing(Slot slot) {
    return new Firing(TRIGGER, "cron", slot, Optional.empty(), Optional.empty());
  }

  private Claim claim(long millis) {
    return journal.claim(firing(Slot.at(millis)));
  }

  private Claim claim(long millis, long covered) {
    return journal.claim(firing(new Slot(millis, covered)));
  }

  private JournalPage page() {
    return journal.open(1).orElseThrow();
  }

  private JournalPage.Fired fired() {
    return Objects.requireNonNull(page().fired().get(TRIGGER));
  }

  private List<Slot> slots() {
    return fired().slots();
  }

  private static Repeatable repeatable(String id) {
    return new Repeatable(id, "me", new JobKey("j o/b", "g%"), TRIGGER, 7, 5);
  }

  private Claim claim(long millis, Optional<Repeatable> repeatable, Optional<String> repeats) {
    return journal.claim(new Firing(TRIGGER, "cron", Slot.at(millis), repeatable, repeats));
  }

  @Test
  void aTimeIsClaimedOnce() {
    assertThat(claim(1000)).isEqualTo(Claim.CLAIMED);
    assertThat(claim(1000)).isEqualTo(Claim.DUPLICATE);
    assertThat(slots()).containsExactly(Slot.at(1000));
  }

  @Test
  void aTimeIsClaimedOnceByAllWhoHoldTheLeaseOneAfterAnother() {
    claim(1000);
    redis.command("SET", lease, "other");

    assertThat(journalOf("other").claim(firing(Slot.at(1000)))).isEqualTo(Claim.DUPLICATE);
  }

  @Test
  void timesMayBeClaimedOutOfOrder() {
    assertThat(claim(3000)).isEqualTo(Claim.CLAIMED);
    assertThat(claim(1000)).isEqualTo(Claim.CLAIMED);
    assertThat(claim(2000)).isEqualTo(Claim.CLAIMED);

    assertThat(claim(1000)).isEqualTo(Claim.DUPLICATE);
    assertThat(claim(3000)).isEqualTo(Claim.DUPLICATE);
    assertThat(slots()).containsExactly(Slot.at(1000), Slot.at(2000), Slot.at(3000));
  }

  @Test
  void timesOfDifferentLengthAreOrderedAsNumbers() {
    claim(10_000);

    assertThat(claim(9_000)).isEqualTo(Claim.CLAIMED);

    assertThat(slots()).containsExactly(Slot.at(9_000), Slot.at(10_000));
  }

  @Test
  void theNewestTimesAreKeptAndWhatIsOlderCountsAsClaimed() {
    claim(2000);
    claim(3000);
    claim(4000);
    claim(5000);

    assertThat(claim(1000)).isEqualTo(Claim.DUPLICATE);
    assertThat(claim(6000)).isEqualTo(Claim.CLAIMED);
    assertThat(claim(2000)).isEqualTo(Claim.DUPLICATE);

    assertThat(slots()).containsExactly(Slot.at(3000), Slot.at(4000), Slot.at(5000), Slot.at(6000));
  }

  @Test
  void aTimeWithinTheKeptOnesIsClaimedThoughThereAreManyLaterOnes() {
    claim(1000);
    claim(3000);
    claim(4000);
    claim(5000);

    assertThat(claim(2000)).isEqualTo(Claim.CLAIMED);

    assertThat(slots()).containsExactly(Slot.at(2000), Slot.at(3000), Slot.at(4000), Slot.at(5000));
  }

  @Test
  void whatAFiringMadeUpForIsClaimedWithIt() {
    assertThat(claim(1000, 4321)).isEqualTo(Claim.CLAIMED);

    assertThat(claim(1000)).isEqualTo(Claim.DUPLICATE);
    assertThat(claim(2000)).isEqualTo(Claim.DUPLICATE);
    assertThat(claim(4321)).isEqualTo(Claim.DUPLICATE);
    assertThat(claim(5000)).isEqualTo(Claim.CLAIMED);
    assertThat(slots()).containsExactly(new Slot(1000, 4321), Slot.at(5000));
    assertThat(fired().last()).isEqualTo(5000);
  }

  @Test
  void whatIsOlderThanWhatAFiringMadeUpForMayStillBeOnItsWay() {
    claim(2000, 4321);

    assertThat(claim(1000)).isEqualTo(Claim.CLAIMED);
  }

  @Test
  void aSecondNodeThatMakesUpForTheSameTimesIsRefused() {
    claim(1000, 4321);

    assertThat(claim(1000, 4567)).isEqualTo(Claim.DUPLICATE);
    assertThat(claim(3000, 4567)).isEqualTo(Claim.DUPLICATE);
  }

  @Test
  void whatWasMadeUpForLastsAsLongAsTheFiringIsKept() {
    claim(1000, 9000);
    claim(2000, 2500);

    assertThat(fired().last()).isEqualTo(9000);
    assertThat(fired().has(8000)).isTrue();
    assertThat(fired().has(9001)).isFalse();
  }

  @Test
  void todaysTimesArePreciseToTheMillisecond() {
    claim(1_795_524_384_607L, 1_795_524_384_999L);

    assertThat(claim(1_795_524_384_606L)).isEqualTo(Claim.CLAIMED);
    assertThat(claim(1_795_524_385_000L)).isEqualTo(Claim.CLAIMED);
    assertThat(slots())
        .containsExactly(
            Slot.at(1_795_524_384_606L),
            new Slot(1_795_524_384_607L, 1_795_524_384_999L),
            Slot.at(1_795_524_385_000L));
  }

  @Test
  void theTriggersOfOneJournalAreClaimedEachForItself() {
    claim(1000);
    Firing other =
        new Firing(
            new TriggerKey("nightly", "bills"),
            "cron",
            Slot.at(1000),
            Optional.empty(),
            Optional.empty());

    assertThat(journal.claim(other)).isEqualTo(Claim.CLAIMED);
  }

  @Test
  void theScheduleIsThatOfTheLastClaim() {
    claim(1000);
    journal.claim(new Firing(TRIGGER, "new", Slot.at(2000), Optional.empty(), Optional.empty()));

    assertThat(fired())
        .isEqualTo(new JournalPage.Fired("new", List.of(Slot.at(1000), Slot.at(2000))));
  }

  @Test
  void nothingIsClaimedUnderTheLeaseOfAnother() {
    redis.command("SET", lease, "other");

    assertThat(claim(1000, Optional.of(repeatable("f")), Optional.empty()))
        .isEqualTo(Claim.NOT_HELD);

    redis.command("SET", lease, "me");
    assertThat(page().fired()).isEmpty();
    assertThat(page().running()).isEmpty();
  }

  @Test
  void nothingIsClaimedUnderALeaseThatIsMissing() {
    redis.command("DEL", lease);

    assertThat(claim(1000)).isEqualTo(Claim.NOT_HELD);
  }

  @Test
  void aFiringThatIsToBeRepeatedIsNotedUntilItHasEnded() {
    claim(1000, Optional.of(repeatable("f")), Optional.empty());
    assertThat(page().running()).containsExactly(repeatable("f"));

    assertThat(journal.tidy(List.of(), List.of("f"))).isTrue();

    assertThat(page().running()).isEmpty();
  }

  @Test
  void aRepetitionTakesThePlaceOfWhatItRepeats() {
    claim(1000, Optional.of(repeatable("f")), Optional.empty());

    claim(2000, Optional.of(repeatable("f2")), Optional.of("f"));

    assertThat(page().running()).containsExactly(repeatable("f2"));
  }

  @Test
  void aRepetitionThatWasFiredAlreadyLeavesNothingBehind() {
    claim(1000, Optional.of(repeatable("f")), Optional.empty());
    claim(2000, Optional.of(repeatable("f2")), Optional.of("f"));

    assertThat(claim(2000, Optional.of(repeatable("f3")), Optional.of("f")))
        .isEqualTo(Claim.DUPLICATE);

    assertThat(page().running()).containsExactly(repeatable("f2"));
  }

  @ParameterizedTest
  @CsvSource({
    "a, b",
    "a/b, c/d",
    "a%2Fb, c%2Fd",
    "'%', '/'",
    "' a ', ' b  c '",
    "'', ''",
    "since, since",
    "Grün ☃, 𝒯 \u0000 \n"
  })
  void oddNamesComeBackAsTheyWere(String group, String name) {
    TriggerKey key = new TriggerKey(name, group);
    Repeatable repeatable = new Repeatable("f", "me", new JobKey(name, group), key, 7, 5);
    journal.claim(
        new Firing(key, "cron", Slot.at(1000), Optional.of(repeatable), Optional.empty()));

    JournalPage page = page();

    assertThat(page.fired()).containsOnlyKeys(key);
    assertThat(page.running()).containsExactly(repeatable);
  }

  @Test
  void namesThatDifferInWhereTheirSlashIsAreTwo() {
    assertThat(FireJournal.field(new TriggerKey("b/c", "a")))
        .isNotEqualTo(FireJournal.field(new TriggerKey("c", "a/b")));
  }

  @Test
  void theJournalKnowsSinceWhenThereIsOne() {
    assertThat(journal.open(42).orElseThrow().since()).isEmpty();

    assertThat(journal.open(43).orElseThrow().since()).hasValue(42);
  }

  @Test
  void theJournalIsNotOpenedUnderTheLeaseOfAnother() {
    assertThat(journalOf("other").open(42)).isEmpty();

    assertThat(page().since()).isEmpty();
  }

  private void begin(long millis) {
    journal.begin(List.of(new FireJournal.Beginning(TRIGGER, "cron", millis)));
  }

  @Test
  void aTriggerThatWasNeverFiredHasABeginning() {
    begin(500);

    assertThat(fired()).isEqualTo(new JournalPage.Fired("cron", List.of(Slot.at(500))));
    assertThat(claim(1000)).isEqualTo(Claim.CLAIMED);
    assertThat(slots()).containsExactly(Slot.at(500), Slot.at(1000));
  }

  @Test
  void aTriggerThatWasFiredDoesNotBeginAnew() {
    claim(1000);

    begin(5000);

    assertThat(slots()).containsExactly(Slot.at(1000));
  }

  @Test
  void noTriggerBeginsUnderTheLeaseOfAnother() {
    redis.command("SET", lease, "other");
    begin(500);

    redis.command("SET", lease, "me");
    assertThat(page().fired()).isEmpty();
  }

  @Test
  void triggersThatAreGoneAreForgotten() {
    claim(1000);
    TriggerKey other = new TriggerKey("a/b", "c/d");
    journal.claim(new Firing(other, "cron", Slot.at(1), Optional.empty(), Optional.empty()));

    assertThat(journal.tidy(List.of(other), List.of("unknown"))).isTrue();

    assertThat(page().fired()).containsOnlyKeys(TRIGGER);
    assertThat(page().since()).hasValue(1);
  }

  @Test
  void aRedisThatIsFrozenDoesNotSayWhetherATimeIsClaimed() {
    claim(1000);
    redis.freeze();
    long begun = System.nanoTime();

    Claim claim = claim(2000);

    // A wide margin: what is tested is that it does not wait for Redis.
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isLessThan(journal.timeout().plusSeconds(5));
    assertThat(claim).isEqualTo(Claim.UNKNOWN);
    assertThat(journal.open(1)).isEmpty();
    assertThat(journal.tidy(List.of(TRIGGER), List.of())).isFalse();
    redis.thaw();
    assertThat(claim(3000)).isEqualTo(Claim.CLAIMED);
  }

  @Test
  void ofManyThreadsThatClaimOneTimeOneWins() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    CountDownLatch go = new CountDownLatch(1);
    List<Future<Claim>> claims = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      claims.add(
          threads.submit(
              () -> {
                go.await();
                return claim(1000);
              }));
    }
    go.countDown();

    List<Claim> results = new ArrayList<>();
    for (Future<Claim> claim : claims) {
      results.add(claim.get());
    }
    threads.shutdown();

    assertThat(results).filteredOn(Claim.CLAIMED::equals).hasSize(1);
    assertThat(results).filteredOn(Claim.DUPLICATE::equals).hasSize(63);
  }
}
