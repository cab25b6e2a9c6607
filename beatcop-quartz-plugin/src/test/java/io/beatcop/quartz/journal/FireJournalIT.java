package io.beatcop.quartz.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.quartz.rules.Claim;
import io.beatcop.quartz.rules.FiredSlots;
import io.beatcop.quartz.rules.Firing;
import io.beatcop.quartz.rules.JournalAnswer;
import io.beatcop.quartz.rules.JournalPage;
import io.beatcop.quartz.rules.JournalWrite;
import io.beatcop.quartz.rules.RunningMark;
import io.beatcop.quartz.rules.Slot;
import io.beatcop.redis.connect.RedisPool;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.TriggerKey;

/** The journal on a real Redis. */
class FireJournalIT extends JournalContract {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final String lease = "journal-" + NAMES.incrementAndGet();
  private final List<FireJournal> journals = new ArrayList<>();

  @BeforeEach
  void start() {
    redis.start();
  }

  @AfterEach
  void close() {
    journals.forEach(FireJournal::close);
  }

  @Override
  protected FireJournal journalOf(String holder) {
    Duration timeout = Duration.ofMillis(500);
    RedisPool pool = new RedisPool(RedisSettings.parse(redis.uri()), timeout);
    FireJournal made = new FireJournal(pool, pool, lease, holder, timeout.multipliedBy(2));
    journals.add(made);
    return made;
  }

  @Override
  protected void leaseIs(String holder, long token) {
    redis.command("SET", lease, holder);
    redis.command("SET", key("token"), String.valueOf(token));
  }

  @Override
  protected void forget() {
    redis.command("DEL", key("fires"), key("running"));
  }

  private String key(String what) {
    return "{" + lease + "}:" + what;
  }

  private static JournalWrite opening(Map<TriggerKey, FiredSlots> fired) {
    return new JournalWrite(
        7, 1, 0, true, OptionalLong.empty(), "", Optional.empty(), fired, List.of(), List.of());
  }

  @Test
  void aWriteThatNoReplicaHasIsNotAnswered() {
    leaseIs("me", 7);
    RedisPool waiting =
        new RedisPool(RedisSettings.parse(redis.uri() + "?wait=1"), Duration.ofMillis(200));
    try (FireJournal unsure =
        new FireJournal(waiting, waiting, lease, "me", Duration.ofMillis(400))) {
      assertThat(unsure.write(opening(Map.of()))).isEqualTo(new JournalAnswer.Unknown());
    }
  }

  /** A claim of a job that may not run twice at once. */
  private static JournalWrite marked() {
    Firing firing =
        new Firing(
            trigger(1),
            "s",
            Slot.at(100),
            Optional.empty(),
            100,
            FiredSlots.NO_PREVIOUS,
            Optional.empty(),
            Optional.empty(),
            Optional.of(new RunningMark("j:g/j", "run", 60_000)));
    return new JournalWrite(
        7,
        1,
        0,
        true,
        OptionalLong.empty(),
        "",
        Optional.empty(),
        Map.of(trigger(1), FiredSlots.until("s", 100)),
        List.of(new Claim(1, firing)),
        List.of("ended"));
  }

  @Test
  void aClaimMarksItsRunAndARefusedOneDoesNot() {
    JournalWrite write = marked();
    leaseIs("me", 8);
    assertThat(journalOf("me").write(write)).isEqualTo(new JournalAnswer.NotHeld());
    assertThat(redis.command("EXISTS", key("exclusive"), key("exclusive:me"))).contains(0L);

    leaseIs("me", 7);
    assertThat(journalOf("me").write(write)).isInstanceOf(JournalAnswer.Written.class);

    assertThat(redis.command("HGET", key("exclusive:me"), "j:g/j").map(Object::toString))
        .contains("run");
    assertThat(redis.command("HLEN", key("exclusive"))).contains(1L);
    assertThat((long) redis.command("PTTL", key("exclusive:me")).orElseThrow())
        .isBetween(1L, 60_000L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"running", "exclusive", "exclusive:me"})
  void aClaimIsNotWrittenByHalvesWhereAKeyHasAnotherType(String foreign) {
    leaseIs("me", 7);
    redis.command("SET", key(foreign), "foreign");

    assertThat(journalOf("me").write(marked())).isNotInstanceOf(JournalAnswer.Written.class);

    assertThat(redis.command("EXISTS", key("fires"))).contains(0L);
  }

  @Test
  void aSilentRedisGivesNoAnswer() {
    leaseIs("me", 7);
    FireJournal journal = journalOf("me");
    redis.stop();

    assertThat(journal.write(opening(Map.of()))).isEqualTo(new JournalAnswer.Unknown());
    assertThat(journal.read(List.of())).isEmpty();
    assertThat(journal.ended(List.of("f"))).isFalse();
    assertThat(journal.withdraw(List.of())).isFalse();
    assertThat(journal.remember(Map.of())).isFalse();
  }

  @Slow
  @Test
  void triggersThatAreGoneAndOldAreTidiedAwayPageByPage() {
    leaseIs("me", 7);
    FireJournal journal = journalOf("me");
    journal.write(opening(Map.of(trigger(0), FiredSlots.until("s", 100))));
    for (int i = 1; i <= 3_000; i++) {
      redis.command("HSET", key("fires"), "g/t" + i, "s " + (i <= 2_000 ? 100 : 900));
    }

    String cursor = "0";
    int pages = 0;
    do {
      cursor = journal.tidy(cursor, 500, Set.of(trigger(0), trigger(1)));
      pages++;
    } while (!cursor.equals("0"));

    assertThat(pages).isGreaterThan(1);
    assertThat(journal.read(List.of(trigger(0), trigger(1), trigger(2), trigger(2_500))))
        .map(page -> page.fired().keySet())
        .contains(Set.of(trigger(0), trigger(1), trigger(2_500)));
    // The thousand young ones, two that exist, and the two fields of the head.
    assertThat(redis.command("HLEN", key("fires"))).contains(1_004L);
  }

  private static TriggerKey trigger(int number) {
    return new TriggerKey("t" + number, "g");
  }

  @Test
  void whatIsNoRecordIsNotRead() {
    leaseIs("me", 7);
    redis.command("HSET", key("fires"), "g/t1", "nonsense");
    redis.command("HSET", key("fires"), "g/t2", "s " + "1 ".repeat(50_000));
    redis.command("HSET", key("running"), "f", "nonsense");
    FireJournal journal = journalOf("me");

    assertThat(journal.read(List.of(trigger(1), trigger(2))).orElseThrow().fired()).isEmpty();
    assertThat(journal.running(10)).contains(List.of());
  }

  @Test
  void withoutTheLeaseItCanBeLookedAt() {
    leaseIs("me", 7);
    journalOf("me").write(opening(Map.of(trigger(1), FiredSlots.until("s", 100))));

    assertThat(journalOf("other").look(List.of(trigger(1), trigger(2))).map(JournalPage::fired))
        .contains(Map.of(trigger(1), FiredSlots.until("s", 100)));
  }
}
