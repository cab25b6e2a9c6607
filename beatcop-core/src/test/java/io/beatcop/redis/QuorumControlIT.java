package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseListener;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.redis.LeaseHistory.Ending;
import io.beatcop.redis.LeaseStatus.Possession;
import io.beatcop.redis.LeaseStatus.Waiter;
import io.beatcop.redis.connect.RedisUnavailableException;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an operator sees and does where three servers decide, with one of them away or not. */
@Slow
class QuorumControlIT {

  @RegisterExtension static final RedisServer one = RedisServer.forTests();
  @RegisterExtension static final RedisServer two = RedisServer.forTests();
  @RegisterExtension static final RedisServer three = RedisServer.forTests();

  private static final List<RedisServer> SERVERS = List.of(one, two, three);
  private static final Duration TTL = Duration.ofSeconds(2);
  private static final OperatorNote NOTE =
      new OperatorNote(Instant.ofEpochMilli(7), "ops@host", "to look");

  private final List<Lease> leases = new ArrayList<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private String uri;
  private LeaseControl control;

  @BeforeEach
  void aLeaseThatWasReleasedBefore() {
    SERVERS.forEach(QuorumControlIT::release);
    uri = QuorumLease.uri(one.uri() + "," + two.uri() + "," + three.uri());
    // It may wait longer than a node may.
    LeaseSettings patient = LeaseSettings.of("nightly", TTL.multipliedBy(5));
    control = new LeaseControl(patient, RedisSettings.parse(uri));
  }

  private static void release(RedisServer redis) {
    redis.start();
    assertThat(new Uptime(redis).isAtLeast(TTL.plusSeconds(1))).isTrue();
    redis.command("FLUSHALL");
    redis.command("SET", "{nightly}:token", "1764000000000");
    redis.command("SET", "{nightly}:term", "released");
  }

  @AfterEach
  void close() {
    leases.forEach(Lease::close);
    control.close();
  }

  /** A node whose work ends at once when it is asked to leave. */
  private Lease start(String holder) {
    Lease lease = RedisLease.builder("nightly").redis(uri).ttl(TTL).holder(holder).build();
    leases.add(lease);
    lease.addListener(
        new LeaseListener() {
          @Override
          public void asked(Grant grant, String why) {
            heard.add(holder + " asked: " + why);
            lease.stepDown();
          }
        });
    lease.start();
    return lease;
  }

  @Test
  void theStatusIsTheMajoritys() {
    Lease first = start("a");
    start("b");

    await().atMost(TTL).until(() -> !control.status().waiters().isEmpty());
    LeaseStatus seen = control.status();
    assertThat(seen.possession()).isEqualTo(Possession.HELD);
    assertThat(seen.holder()).contains("a");
    assertThat(seen.token()).hasValue(first.token().getAsLong());
    assertThat(seen.waiters()).extracting(Waiter::name).containsExactly("b");
  }

  @Test
  void aPauseEmptiesTheLeaseAndItsEndFillsIt() {
    start("a");
    start("b");

    control.pause(NOTE);

    await().atMost(TTL).until(() -> heard.contains("a asked: paused by ops@host: to look"));
    await().atMost(TTL).until(() -> control.status().holder().isEmpty());
    await()
        .during(TTL.dividedBy(2))
        .atMost(TTL)
        .until(() -> leases.stream().noneMatch(Lease::isHeld));
    assertThat(control.status().pause()).isPresent();

    assertThat(control.resume().value()).contains(NOTE);
    await().atMost(TTL).until(() -> leases.stream().anyMatch(Lease::isHeld));
  }

  @Test
  void aPauseOnTwoOfThreeCounts() {
    start("a");
    three.stop();

    List<String> missed = control.pause(NOTE);

    assertThat(missed).hasSize(1);
    await().atMost(TTL).until(() -> control.status().holder().isEmpty());
    three.start();
    await()
        .during(TTL.dividedBy(2))
        .atMost(TTL)
        .until(() -> leases.stream().noneMatch(Lease::isHeld));
  }

  @Test
  void aPauseOnOneOfThreeDoesNot() {
    two.command("SET", "{nightly}:paused", "7 ops@host to look");
    Lease lease = start("a");

    assertThat(lease.isHeld()).isTrue();
    await().during(TTL).atMost(TTL.plusSeconds(1)).until(lease::isHeld);
    assertThat(heard).isEmpty();
    assertThat(control.status().pause()).isEmpty();
  }

  @Test
  void aStepDownHandsTheLeaseToAnother() {
    Lease first = start("a");
    Lease second = start("b");
    long token = first.token().getAsLong();

    assertThat(control.askToStepDown(NOTE).value()).isEqualTo(new StepDownReply.Asked("a", token));

    await().atMost(TTL).until(second::isHeld);
    assertThat(heard).containsExactly("a asked: to step down, by ops@host: to look");
  }

  @Test
  void theHistoryTellsTheTokensOfTheTerms() {
    Lease first = start("a");
    long token = first.token().getAsLong();
    first.stop();
    await().until(() -> control.status().possession() == Possession.FREE);
    Lease second = start("b");

    await().until(second::isHeld);
    await().until(() -> control.history().terms().size() == 2);
    List<LeaseHistory.Term> terms = control.history().terms();
    assertThat(terms)
        .extracting(LeaseHistory.Term::token)
        .containsExactly(token, second.token().getAsLong());
    assertThat(terms)
        .extracting(LeaseHistory.Term::ending)
        .containsExactly(Ending.RELEASED, Ending.HOLDS);
  }

  @Test
  void withoutAMajorityThereIsNoAnswer() {
    two.stop();
    three.stop();

    assertThatThrownBy(control::status)
        .isInstanceOf(RedisUnavailableException.class)
        .hasMessageStartingWith("no majority of the 3 servers: ");
  }
}
