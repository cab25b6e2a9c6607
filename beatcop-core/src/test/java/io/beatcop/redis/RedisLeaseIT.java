package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Lease;
import io.beatcop.lease.SettingException;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The lease on a real Redis: acquire, renew, hand over, and what may happen to the key. */
class RedisLeaseIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final Duration TTL = Duration.ofSeconds(1);

  // A start waits for an answer no longer than for a fraction of the ttl: a refusal that comes
  // later is told in the log.
  private static final Duration TTL_OF_REFUSED = Duration.ofMinutes(1);

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final String name = "lease-" + NAMES.incrementAndGet();
  private final List<Lease> leases = new ArrayList<>();

  /** A release on record, as after a first clean stop: so the next grant need not wait (L7). */
  @BeforeEach
  void aLeaseThatWasReleasedBefore() {
    assertThat(new Uptime(redis).isAtLeast(TTL)).isTrue();
    redis.command("SET", "{" + name + "}:token", "7");
    redis.command("SET", "{" + name + "}:term", "released");
  }

  @AfterEach
  void closeAll() {
    leases.forEach(Lease::close);
  }

  private Lease lease(String holder) {
    return opened(builder(holder));
  }

  private RedisLease.Builder builder(String holder) {
    return RedisLease.builder(name).redis(redis.uri()).ttl(TTL).holder(holder);
  }

  private Lease opened(RedisLease.Builder builder) {
    Lease lease = builder.build();
    leases.add(lease);
    return lease;
  }

  private static void untilHeld(Lease lease) {
    await().pollInterval(Duration.ofMillis(1)).until(lease::isHeld);
  }

  @Test
  void aNodeThatIsAloneHoldsTheLeaseWhenStartReturns() {
    Lease lease = lease("a");

    lease.start();

    assertThat(lease.isHeld()).isTrue();
    assertThat(lease.token().getAsLong()).isGreaterThan(7);
    assertThat(lease.deadline()).isPresent();
    assertThat(redis.command("GET", name)).contains("a");
    assertThat(redis.command("GET", "{" + name + "}:token"))
        .contains(String.valueOf(lease.token().getAsLong()));
  }

  @Test
  void aNodeThatCantWinNowLeavesAgain() {
    lease("a").start();
    Lease second = lease("b");

    assertThat(second.tryStart()).isFalse();

    leases.get(0).close();
    assertThat(second.isHeld()).isFalse();
    assertThat(redis.command("EXISTS", name)).contains(0L);
    assertThat(second.tryStart()).isTrue();
  }

  /** L7: an earlier holder may be left. */
  @Test
  void aTryWaitsForATtlIfAnEarlierHolderMayBeLeft() {
    redis.command("DEL", "{" + name + "}:token", "{" + name + "}:term");
    long begun = System.nanoTime();

    assertThat(lease("a").tryStart()).isTrue();

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(TTL);
  }

  /** L-a: it ended every node for good. */
  @Test
  void aKeyThatLivesForHundredsOfYearsEndsNoNode() {
    redis.command("SET", name, "x", "PX", "10000000000000");
    Lease lease = lease("a");
    lease.start();
    assertThat(lease.isHeld()).isFalse();
    assertThat(lease.isAlive()).isTrue();

    redis.command("DEL", name);

    untilHeld(lease);
  }

  /** L-a: and so did a pause. */
  @Test
  void aPauseOfHundredsOfYearsEndsNoNode() {
    redis.command("SET", "{" + name + "}:paused", "1 ops", "PX", "10000000000000");
    Lease lease = lease("a");
    lease.start();
    assertThat(lease.isHeld()).isFalse();

    redis.command("DEL", "{" + name + "}:paused");

    untilHeld(lease);
  }

  /** L-d: both held, with one token. */
  @Test
  void ofTwoNodesWithOneNameOneHolds() {
    Lease one = lease("pod-0");
    Lease other = lease("pod-0");
    one.start();
    other.start();

    await()
        .during(TTL.multipliedBy(2))
        .atMost(TTL.multipliedBy(4))
        .until(() -> one.isHeld() && !other.isHeld());
    long token = one.token().getAsLong();
    one.stop();
    untilHeld(other);
    assertThat(other.token().getAsLong()).isGreaterThan(token);
  }

  /** L-h: nobody ran, for "no answer". */
  @Test
  void aTokenThatIsNoNumberIsRefusedInOneSentence() {
    redis.command("SET", "{" + name + "}:token", "abc\u001b[31m");
    Lease lease = opened(builder("a").ttl(TTL_OF_REFUSED));

    assertThatThrownBy(lease::start)
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("{" + name + "}:token is 'abc\\u001b[31m', which is no token");
  }

  @Test
  void onAnEmptyRedisTheFirstGrantTakesEffectOnlyAfterATtl() {
    redis.command("FLUSHALL");
    Lease lease = lease("a");

    lease.start();

    assertThat(lease.isHeld()).isFalse();
    assertThat(redis.command("GET", name)).contains("a");
    assertThat(redis.command("GET", "{" + name + "}:token")).isEmpty();
    untilHeld(lease);
  }

  @Test
  void whoTrustsAnAbsentKeyDoesNotWait() {
    redis.command("FLUSHALL");
    Lease lease = opened(builder("a").trustAbsence(true));

    lease.start();

    assertThat(lease.isHeld()).isTrue();
  }

  @Test
  void aHolderRenewsForAsLongAsItLives() {
    Lease lease = lease("a");
    lease.start();
    long token = lease.token().getAsLong();

    await()
        .during(TTL.multipliedBy(2))
        .atMost(TTL.multipliedBy(4))
        .until(() -> lease.isHeld() && lease.token().getAsLong() == token);
  }

  @Test
  void aReleaseWakesTheNextNodeLongBeforeTheKeyWouldHaveExpired() {
    Lease first = opened(builder("a").ttl(Duration.ofMinutes(5)).trustAbsence(true));
    Lease second = opened(builder("b").ttl(Duration.ofMinutes(5)).trustAbsence(true));
    first.start();
    second.start();
    long token = first.token().getAsLong();

    first.stop();

    untilHeld(second);
    assertThat(first.isHeld()).isFalse();
    assertThat(second.token().getAsLong()).isGreaterThan(token);
  }

  @Test
  void whoStepsDownStaysOutOfTheWayAndComesBackWhenItIsAlone() {
    Lease first = lease("a");
    Lease second = lease("b");
    first.start();
    second.start();

    first.stepDown();
    untilHeld(second);
    second.close();

    untilHeld(first);
  }

  @Test
  void whoDefersLetsGoFirstWhoStartsAMomentLater() {
    Lease deferring = opened(builder("a").deference(TTL.dividedBy(4)));
    Lease preferred = lease("b");

    deferring.campaign();
    preferred.start();

    assertThat(preferred.isHeld()).isTrue();
    await().until(() -> redis.command("GET", name).equals(Optional.of("b")));
    assertThat(deferring.isHeld()).isFalse();
  }

  @Test
  void whoDefersAndIsAloneHoldsTheLeaseWhenStartReturns() {
    Lease deferring = opened(builder("a").deference(TTL.dividedBy(4)));

    deferring.start();

    assertThat(deferring.isHeld()).isTrue();
  }

  @Test
  void ofThoseWhoWaitForAReleaseTheOneWhoDefersComesLast() {
    Lease holder = lease("a");
    Lease deferring = opened(builder("b").deference(TTL.dividedBy(4)));
    Lease preferred = lease("c");
    holder.start();
    deferring.start();
    preferred.start();

    holder.stop();

    untilHeld(preferred);
    preferred.stop();
    untilHeld(deferring);
  }

  @Test
  void fiftyWaitersHandTheLeaseOnOneByOne() {
    List<Lease> nodes = IntStream.range(0, 50).mapToObj(i -> lease("node-" + i)).toList();
    nodes.forEach(Lease::start);
    List<Lease> waiting = new ArrayList<>(nodes);

    for (int i = 0; i < 5; i++) {
      Lease holder =
          await()
              .until(() -> waiting.stream().filter(Lease::isHeld).findFirst(), Optional::isPresent)
              .orElseThrow();
      holder.stop();
      waiting.remove(holder);
    }

    await().until(() -> waiting.stream().filter(Lease::isHeld).count() == 1);
  }

  @Test
  void anotherIncarnationOfANodeIsAnotherHolder() {
    Lease before = opened(RedisLease.builder(name).redis(redis.uri()).ttl(TTL));
    Lease after = opened(RedisLease.builder(name).redis(redis.uri()).ttl(TTL));
    before.start();
    after.start();

    assertThat(before.isHeld()).isTrue();
    assertThat(after.isHeld()).isFalse();
    assertThat(before.settings().holder()).isNotEqualTo(after.settings().holder());
  }

  @Test
  void aDeletedKeyCostsItsHolderTheTermAndIsTakenAgainWithAGreaterToken() {
    RecordingListener listener = new RecordingListener();
    Lease lease = opened(builder("a").listener(listener));
    lease.start();
    long token = lease.token().getAsLong();

    redis.command("DEL", name);

    await()
        .untilAsserted(
            () ->
                assertThat(listener.heard())
                    .containsSubsequence("acquired", "lost GONE", "acquired"));
    assertThat(lease.token().getAsLong()).isGreaterThan(token);
  }

  @Test
  void whoTakesADeletedKeyWaitsForTheOneWhoMayStillHoldIt() {
    Lease stuck = opened(builder("a").ttl(Duration.ofSeconds(60)).trustAbsence(true));
    stuck.start();
    redis.command("DEL", name);

    Lease other = lease("b");
    other.start();

    assertThat(redis.command("GET", name)).contains("b");
    assertThat(other.isHeld()).isFalse();
  }

  @Test
  void anOverwrittenKeyCostsItsHolderTheTerm() {
    RecordingListener listener = new RecordingListener();
    Lease lease = opened(builder("a").listener(listener));
    lease.start();

    redis.command("SET", name, "somebody", "PX", "1500");

    await().until(() -> !lease.isHeld());
    await().until(() -> listener.heard().contains("lost TAKEN"));
    untilHeld(lease);
  }

  @Test
  void aKeyOfAnotherTypeIsNeverTakenForALease() {
    RecordingListener listener = new RecordingListener();
    Lease lease = opened(builder("a").listener(listener));
    lease.start();

    redis.command("LPUSH", "a list", "a");
    redis.command("RENAME", "a list", name);

    await().until(() -> listener.heard().contains("lost EXPIRED"));
    assertThat(lease.isHeld()).isFalse();
    redis.command("DEL", name);
    untilHeld(lease);
  }

  @Test
  void aRedisThatForgetsItsScriptsIsGivenThemAgain() {
    Lease lease = lease("a");
    lease.start();
    long token = lease.token().getAsLong();

    redis.command("SCRIPT", "FLUSH");

    await()
        .during(TTL.multipliedBy(2))
        .atMost(TTL.multipliedBy(4))
        .until(() -> lease.isHeld() && lease.token().getAsLong() == token);
  }

  @Test
  void aStoppedNodeCanStartAgain() {
    Lease lease = lease("a");
    lease.start();
    long token = lease.token().getAsLong();

    lease.stop();
    assertThat(lease.isHeld()).isFalse();
    assertThat(redis.command("GET", name)).isEmpty();
    lease.start();

    assertThat(lease.token().getAsLong()).isGreaterThan(token);
  }

  @Slow
  @Test
  void aHolderSendsThreeRequestsPerTtlAndAWaiterAboutOne() {
    Lease holder = lease("a");
    Lease waiter = lease("b");
    holder.start();
    waiter.start();
    redis.command("CONFIG", "RESETSTAT");

    await().pollDelay(TTL.multipliedBy(4)).until(() -> true);

    assertThat(scriptCalls()).isBetween(10L, 4 * 3L + 4 * 2L);
  }

  private static long scriptCalls() {
    String stats = redis.command("INFO", "commandstats").orElseThrow().toString();
    return stats
        .lines()
        .filter(line -> line.startsWith("cmdstat_evalsha:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^=]*:calls=(\\d+),.*", "$1")))
        .sum();
  }

  @Test
  void theEndOfALeaseLeavesNoThreadBehind() {
    Lease lease = lease("a");
    lease.start();
    assertThat(threads()).hasSize(3);

    lease.close();

    await().until(() -> threads().isEmpty());
    assertThatThrownBy(lease::start).isInstanceOf(IllegalStateException.class);
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(thread -> thread.startsWith("beatcop-" + redis.host() + ":" + redis.port() + "-"))
        .toList();
  }

  @Test
  void aHostThatIsUnknownIsRefusedAtTheStart() {
    Lease lease =
        opened(
            RedisLease.builder(name)
                .redis("redis://no-such-host.invalid:6379")
                .ttl(TTL_OF_REFUSED));

    assertThatThrownBy(lease::start)
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "redis = redis://no-such-host.invalid:6379/0: unknown host 'no-such-host.invalid'");
  }

  @Test
  void aDatabaseThatDoesNotExistIsRefusedAtTheStart() {
    Lease lease = opened(RedisLease.builder(name).redis(redis.uri() + "/99").ttl(TTL_OF_REFUSED));

    assertThatThrownBy(lease::start)
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("/99: has no such database");
  }

  @Test
  void aPasswordWhereNoneIsSetIsRefusedAtTheStartAndNotRepeated() {
    String uri = redis.uri().replace("redis://", "redis://:se%23cret@");
    Lease lease = opened(RedisLease.builder(name).redis(uri).ttl(TTL_OF_REFUSED));

    assertThatThrownBy(lease::start)
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("redis = redis://:***@127.0.0.1:")
        .hasMessageNotContaining("cret");
  }

  @Test
  void aRedisThatIsAwayIsNoWrongSettingAndIsFoundWhenItComes() {
    redis.stop();
    Lease lease = lease("a");
    lease.start();
    assertThat(lease.isHeld()).isFalse();

    redis.start();

    untilHeld(lease);
  }

  @Test
  void aHolderOutlivesARestartOfRedisThatKeepsItsData() {
    RecordingListener listener = new RecordingListener();
    Lease lease =
        opened(builder("a").ttl(Duration.ofSeconds(20)).trustAbsence(true).listener(listener));
    lease.start();
    long token = lease.token().getAsLong();

    redis.restart();

    await().until(() -> redis.command("PTTL", name).equals(Optional.of(0L)) || lease.isHeld());
    assertThat(lease.token()).hasValue(token);
    assertThat(listener.heard()).containsExactly("acquired");
  }
}
