package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.quartz.FireJournal.Beginning;
import io.beatcop.quartz.FireJournal.Claim;
import io.beatcop.redis.RedisPool;
import io.beatcop.redis.RedisSettings;
import io.beatcop.redis.Script;
import io.beatcop.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
                        + " +info +publish +subscribe +hget +hset +hsetnx +hdel +hgetall")
                    .split(" ", -1))
            .toArray(String[]::new));
  }

  /** Whether all that a node asks of its journal is answered. */
  private static boolean works() {
    String uri = redis.uri().replace("redis://", "redis://app:secret@");
    Duration timeout = Duration.ofSeconds(2);
    RedisPool pool = new RedisPool(RedisSettings.parse(uri), timeout, "nightly");
    Repeatable repeatable = new Repeatable("id", "me", new JobKey("j", "g"), TRIGGER, 7, 5);
    try (FireJournal journal = new FireJournal(pool, pool, "nightly", "me", timeout, 4)) {
      journal.begin(List.of(new Beginning(new TriggerKey("new", "g"), "cron", 500)));
      Claim claim =
          journal.claim(
              new Firing(
                  TRIGGER, "cron", Slot.at(1000), Optional.of(repeatable), Optional.of("old")));
      boolean begun =
          journal
              .open(1)
              .filter(page -> page.fired().containsKey(new TriggerKey("new", "g")))
              .isPresent();
      boolean tidied = journal.tidy(List.of(TRIGGER), List.of("id"));
      return claim == Claim.CLAIMED && begun && tidied;
    }
  }

  @Test
  void theDocumentedRightsAreEnough() {
    assertThat(works()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-hget", "-hset", "-hsetnx", "-hdel", "-hgetall"})
  void withoutOneOfThemTheJournalDoesNotWork(String right) {
    redis.command("ACL", "SETUSER", "app", right);

    assertThat(works()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"claim", "open-journal", "begin-triggers", "tidy-journal"})
  void aScriptCallsOnlyWhatTheOldestRedisKnows(String name) {
    String text = Script.of(FireJournal.class, name).text();

    assertThat(Pattern.compile("redis\\.p?call\\(\\s*'(\\w+)'").matcher(text).results())
        .extracting(call -> call.group(1))
        .isSubsetOf("GET", "HGET", "HSET", "HSETNX", "HDEL", "HGETALL");
  }
}
