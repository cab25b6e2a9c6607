package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseListener;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.redis.LeaseHistory.Ending;
import io.beatcop.redis.LeaseHistory.Term;
import io.beatcop.redis.LeaseStatus.Possession;
import io.beatcop.redis.LeaseStatus.Waiter;
import io.beatcop.redis.connect.RedisUnavailableException;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an operator sees and does, on a real Redis, with nodes that hold and wait. */
class LeaseControlIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final Duration TTL = Duration.ofSeconds(2);
  private static final OperatorNote NOTE =
      new OperatorNote(Instant.ofEpochMilli(7), "ops@host", "to look");

  private final List<Lease> leases = new ArrayList<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private LeaseControl control;

  @BeforeEach
  void aLeaseThatWasReleasedBefore() {
    redis.start();
    assertThat(new Uptime(redis).isAtLeast(TTL)).isTrue();
    redis.command("FLUSHALL");
    redis.command("SET", "{nightly}:token", "7");
    redis.command("SET", "{nightly}:term", "released");
    control = new LeaseControl(LeaseSettings.of("nightly", TTL), RedisSettings.parse(redis.uri()));
  }

  @AfterEach
  void close() {
    leases.forEach(Lease::close);
    control.close();
  }

  /** A node whose work ends at once when it is asked to leave. */
  private Lease start(String holder) {
    Lease lease = RedisLease.builder("nightly").redis(redis.uri()).ttl(TTL).holder(holder).build();
    leases.add(lease);
    lease.addListener(
        new LeaseListener() {
          @Override
          public void asked(Grant grant, String why) {
            heard.add(holder + " asked: " + why);
            lease.stepDown();
          }

          @Override
          public void paused(String why) {
            heard.add(holder + " paused: " + why);
          }
        });
    lease.start();
    return lease;
  }

  @Test
  void thePossessionIsWhatTheTermSays() {
    assertThat(control.status().possession()).isEqualTo(Possession.FREE);
    redis.command("SET", "nightly", "a", "PX", "60000");
    assertThat(control.status().possession()).isEqualTo(Possession.FOREIGN);
    redis.command("SET", "{nightly}:term", "pending a 1 1 1");
    assertThat(control.status().possession()).isEqualTo(Possession.PENDING);
    redis.command("SET", "{nightly}:term", "held a 1 1");
    assertThat(control.status().possession()).isEqualTo(Possession.HELD);
    assertThat(control.status().expiresIn().orElseThrow()).isGreaterThan(TTL);
  }

  @Test
  void whoWaitsIsListedUntilItHolds() {
    Lease first = start("a");
    Lease second = start("b");

    assertThat(control.status().holder()).contains("a");
    assertThat(control.status().waiters()).extracting(Waiter::name).containsExactly("b");
    assertThat(control.status().renewedAt()).isPresent();

    first.stop();
    await().until(second::isHeld);
    assertThat(control.status().waiters()).isEmpty();
  }

  @Test
  void thoseWhoWaitedLongAgoAreForgotten() {
    redis.command("ZADD", "{nightly}:waiting", "1000", "long-gone");
    start("a");
    start("b");

    assertThat(control.status().waiters()).extracting(Waiter::name).containsExactly("b");
    assertThat(redis.command("PTTL", "{nightly}:waiting").map(Object::toString).orElse(""))
        .matches("\\d+");
  }

  @Test
  void aPauseMakesTheHolderLeaveAtOnceAndLetsNobodyInUntilItIsResumed() {
    Lease first = start("a");
    Lease second = start("b");

    control.pause(NOTE);
    await().atMost(TTL).until(() -> !first.isHeld());
    await().atMost(TTL).until(() -> heard.contains("b paused: paused by ops@host: to look"));

    assertThat(heard).contains("a asked: paused by ops@host: to look");
    assertThat(second.isHeld()).isFalse();
    assertThat(control.status().pause()).isPresent();

    assertThat(control.resume().value()).contains(NOTE);
    await().atMost(TTL).until(() -> first.isHeld() || second.isHeld());
    assertThat(control.status().pause()).isEmpty();
  }

  @Test
  void aPauseHoldsForNodesThatStartInIt() {
    control.pause(NOTE);

    assertThat(start("a").isHeld()).isFalse();
    assertThat(heard).hasSizeLessThan(2);
    assertThat(control.status().waiters()).extracting(Waiter::name).containsExactly("a");
  }

  @Test
  void aPauseWithAnEndEndsByItself() {
    control.pause(NOTE, Duration.ofMillis(300));
    assertThat(control.status().pause().orElseThrow().endsIn()).isPresent();

    Lease lease = start("a");

    await().atMost(TTL).until(lease::isHeld);
  }

  @Test
  void aStepDownHandsTheLeaseToAnother() {
    Lease first = start("a");
    Lease second = start("b");
    long token = first.token().orElseThrow();

    assertThat(control.askToStepDown(NOTE).value()).isEqualTo(new StepDownReply.Asked("a", token));

    await().atMost(TTL).until(second::isHeld);
    assertThat(heard).containsExactly("a asked: to step down, by ops@host: to look");
  }

  @Test
  void thereMayBeNobodyToStepDown() {
    assertThat(control.askToStepDown(NOTE).value()).isEqualTo(new StepDownReply.Free());
    redis.command("SET", "nightly", "a");
    assertThat(control.askToStepDown(NOTE).value()).isEqualTo(new StepDownReply.Foreign("a"));
    redis.command("SET", "{nightly}:term", "pending a 1 1 1");
    assertThat(control.askToStepDown(NOTE).value()).isEqualTo(new StepDownReply.Pending("a"));
  }

  @Test
  void theHistoryTellsOfEachTermHowItEnded() {
    Lease first = start("a");
    first.stop();
    Lease second = start("b");
    second.stop();
    first.start();

    List<Term> terms = control.history().terms();

    assertThat(terms).extracting(Term::holder).containsExactly("a", "b", "a");
    assertThat(terms)
        .extracting(Term::ending)
        .containsExactly(Ending.RELEASED, Ending.RELEASED, Ending.HOLDS);
    assertThat(terms.get(0).until()).isPresent();
    assertThat(terms.get(2).token()).isEqualTo(first.token().orElseThrow());
  }

  @Test
  void theHistoryDoesNotGrowForEver() {
    for (int entry = 0; entry < 300; entry++) {
      redis.command("LPUSH", "{nightly}:history", "granted 1 a 5000 unknown -");
    }
    start("a");

    assertThat(redis.command("LLEN", "{nightly}:history")).contains(200L);
  }

  @Test
  void aRedisThatIsAwayIsSaidToBeAway() {
    redis.stop();

    assertThatThrownBy(control::status).isInstanceOf(RedisUnavailableException.class);
  }

  @Test
  void aNodeThatCanWriteNoNotesHoldsTheLeaseAllTheSame() {
    redis.command("SET", "{nightly}:history", "no list");
    redis.command("SET", "{nightly}:waiting", "no set");
    Lease first = start("a");
    Lease second = start("b");

    assertThat(first.isHeld()).isTrue();
    first.stop();
    await().atMost(TTL).until(second::isHeld);
  }

  /** The rights as docs/operations.md lists them. */
  private static String user(String name, String... without) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "ACL",
                "SETUSER",
                name,
                "reset",
                "resetchannels",
                "on",
                ">secret",
                "~nightly",
                "~{nightly}:*"));
    words.add("&{nightly}:released:*");
    words.addAll(
        List.of(
            "+eval",
            "+evalsha",
            "+get",
            "+set",
            "+del",
            "+pttl",
            "+pexpire",
            "+info",
            "+publish",
            "+subscribe"));
    words.addAll(
        List.of(
            "+zadd",
            "+zrem",
            "+zremrangebyscore",
            "+zremrangebyrank",
            "+zrevrange",
            "+lpush",
            "+ltrim",
            "+lrange"));
    words.addAll(List.of(without));
    redis.command(words.toArray(String[]::new));
    return redis.uri().replace("redis://", "redis://" + name + ":secret@");
  }

  private LeaseControl controlAt(String uri) {
    return new LeaseControl(LeaseSettings.of("nightly", TTL), RedisSettings.parse(uri));
  }

  @Test
  void theRightsThatAreListedAreEnough() {
    try (LeaseControl poor = controlAt(user("enough"))) {
      start("a");
      poor.pause(NOTE);
      assertThat(poor.status().pause()).isPresent();
      assertThat(poor.resume().value()).contains(NOTE);
      poor.askToStepDown(NOTE);
      assertThat(poor.history().terms()).isNotEmpty();
    }
  }

  @Test
  void aUserWhoMayWriteNoNotesHoldsTheLeaseAndIsListedNowhere() {
    String uri = user("old", "-zadd", "-zremrangebyscore", "-zrem", "-lpush", "-ltrim");
    Lease lease = RedisLease.builder("nightly").redis(uri).ttl(TTL).holder("a").build();
    leases.add(lease);

    lease.start();

    assertThat(lease.isHeld()).isTrue();
    assertThat(control.status().possession()).isEqualTo(Possession.HELD);
    assertThat(control.history().terms()).isEmpty();
  }
}
