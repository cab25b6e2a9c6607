package io.beatcop.quartz.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.quartz.rules.Claim;
import io.beatcop.quartz.rules.FiredSlots;
import io.beatcop.quartz.rules.Firing;
import io.beatcop.quartz.rules.JournalAnswer;
import io.beatcop.quartz.rules.JournalWrite;
import io.beatcop.quartz.rules.RecoverableFiring;
import io.beatcop.quartz.rules.Slot;
import io.beatcop.redis.connect.RedisPool;
import io.beatcop.redis.connect.Script;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.JobKey;
import org.quartz.TriggerKey;

/** The rights that docs/redis.md gives the plugin are enough for its journal, and all needed. */
class JournalRightsIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final TriggerKey TRIGGER = new TriggerKey("t", "g");

  @BeforeEach
  void aUserWithTheDocumentedRights() {
    redis.command("FLUSHALL");
    redis.command("SCRIPT", "FLUSH");
    redis.command("SET", "nightly", "me");
    redis.command("ACL", "DELUSER", "app");
    redis.command(
        Stream.of(
                ("ACL SETUSER app resetchannels on >secret ~nightly ~{nightly}:*"
                        + " &{nightly}:released:* +eval +evalsha +get +set +del +pttl +pexpire"
                        + " +info +publish +subscribe +time +hmget +hmset +hset +hsetnx +hdel +hscan")
                    .split(" ", -1))
            .toArray(String[]::new));
  }

  /** Whether all that a node asks of its journal is answered. */
  private static boolean works() {
    String uri = redis.uri().replace("redis://", "redis://app:secret@");
    Duration timeout = Duration.ofSeconds(2);
    RedisPool pool = new RedisPool(RedisSettings.parse(uri), timeout);
    RecoverableFiring firing =
        new RecoverableFiring("id", "me", new JobKey("j", "g"), TRIGGER, 7, 5);
    Claim claim =
        new Claim(
            1,
            new Firing(
                TRIGGER,
                "cron",
                Slot.at(1000),
                Optional.empty(),
                0,
                0,
                Optional.of(firing),
                Optional.of("old"),
                Optional.empty()));
    JournalWrite write =
        new JournalWrite(
            1,
            1,
            0,
            true,
            OptionalLong.of(500),
            "",
            Optional.empty(),
            Map.of(TRIGGER, FiredSlots.until("cron", 1000)),
            List.of(claim),
            List.of());
    try (FireJournal journal = new FireJournal(pool, pool, "nightly", "me", timeout);
        FireJournal former = new FireJournal(pool, pool, "nightly", "former", timeout)) {
      return journal.write(write) instanceof JournalAnswer.Written
          && journal.running(1).filter(running -> !running.isEmpty()).isPresent()
          && former.withdraw(write.noted())
          && journal.read(List.of(TRIGGER)).filter(page -> !page.fired().isEmpty()).isPresent()
          && journal.remember(Map.of(new TriggerKey("new", "g"), FiredSlots.until("cron", 1)))
          && journal.tidy("0", 2000, Set.of()).equals("0")
          && journal.look(List.of(TRIGGER)).filter(page -> page.fired().isEmpty()).isPresent();
    }
  }

  @Test
  void theDocumentedRightsAreEnough() {
    assertThat(works()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-time", "-hmget", "-hmset", "-hset", "-hsetnx", "-hdel", "-hscan"})
  void withoutOneOfThemTheJournalDoesNotWork(String right) {
    redis.command("ACL", "SETUSER", "app", right);

    assertThat(works()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "write-journal",
        "read-journal",
        "page-journal",
        "tidy-journal",
        "remember-journal",
        "withdraw-claims",
        "note-overdue"
      })
  void aScriptCallsOnlyWhatTheOldestRedisKnows(String name) {
    String text = Script.of(FireJournal.class, name).text();

    assertThat(Pattern.compile("redis\\.p?call\\(\\s*'(\\w+)'").matcher(text).results())
        .extracting(call -> call.group(1))
        .isSubsetOf(
            "GET", "TIME", "PEXPIRE", "HMGET", "HMSET", "HSET", "HSETNX", "HDEL", "HLEN", "HGETALL",
            "HSCAN");
  }
}
