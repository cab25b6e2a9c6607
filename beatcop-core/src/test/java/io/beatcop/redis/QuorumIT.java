package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Lease;
import io.beatcop.lease.SettingException;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A lease on three real servers, from within one JVM. */
@Slow
class QuorumIT {

  private static final Duration TTL = Duration.ofSeconds(2);
  private static final Duration LONG_TTL = Duration.ofMinutes(1);
  private static final int CAMPAIGNERS = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension static final RedisServer one = RedisServer.forTests();
  @RegisterExtension static final RedisServer two = RedisServer.forTests();
  @RegisterExtension static final RedisServer three = RedisServer.forTests();

  private final List<Lease> leases = new ArrayList<>();

  @BeforeEach
  void withoutPasswordsAndMemories() {
    List.of(one, two, three)
        .forEach(
            server -> {
              server.start();
              server.command("FLUSHALL");
            });
  }

  @AfterEach
  void close() {
    leases.forEach(Lease::close);
  }

  @Test
  void twentyCampaignersAgreeOnOneAgainAndAgainWithTokensThatGrow() {
    for (int i = 0; i < CAMPAIGNERS; i++) {
      open("node-" + i, uris()).campaign();
    }
    TreeSet<Long> tokens = new TreeSet<>();
    for (int term = 0; term < 5; term++) {
      Lease holder = holderWithATokenAbove(tokens.isEmpty() ? 0 : tokens.last());
      tokens.add(holder.token().orElseThrow());
      holder.stepDown();
    }

    assertThat(tokens).hasSize(5);
  }

  private Lease holderWithATokenAbove(long token) {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(
            () ->
                leases.stream()
                    .filter(lease -> lease.token().orElse(0) > token)
                    .reduce(
                        (first, second) -> {
                          throw new AssertionError("two hold");
                        }),
            Optional::isPresent)
        .orElseThrow();
  }

  @Test
  void aWrongPasswordOnAMajorityFailsAtStart() {
    // A start waits for an answer no longer than for a fraction of the ttl.
    Lease lease = open("node", uris().replace("redis://", "redis://:wrong@"), LONG_TTL);

    assertThatThrownBy(lease::start)
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("127.0.0.1")
        .hasMessageNotContaining("wrong@");
  }

  @Test
  void aWrongPasswordOnAMinorityIsOutvoted() {
    String wrong = one.uri().replace("redis://", "redis://:wrong@");
    Lease lease = open("node", wrong + "," + two.uri() + "," + three.uri());

    lease.start();

    await().atMost(PATIENCE).until(lease::isHeld);
  }

  @Test
  void aWaitingNodeHoldsSoonAfterARelease() {
    Lease holder = open("holder", uris());
    holder.start();
    await().atMost(PATIENCE).until(holder::isHeld);
    Lease waiting = open("waiting", uris());
    waiting.start();
    long token = holder.token().orElseThrow();

    holder.stop();

    await().atMost(PATIENCE).until(waiting::isHeld);
    assertThat(waiting.token().orElseThrow()).isGreaterThan(token);
  }

  /** M1: two threads, one for each member, and two for each of the subscriptions. */
  @Test
  void aHundredLeasesHaveTheThreadsAndConnectionsOfOne() {
    String members = "%1$s:%2$d,%1$s:%3$d,%1$s:%4$d";
    String hosts = members.formatted(one.host(), one.port(), two.port(), three.port());
    for (int i = 0; i < 100; i++) {
      Lease lease =
          RedisLease.builder("many-" + i)
              .redis("redis+quorum://" + hosts + "?clientname=many")
              .ttl(Duration.ofSeconds(3))
              .trustAbsence(true)
              .build();
      leases.add(lease);
      lease.campaign();
    }
    await().atMost(PATIENCE).until(() -> leases.stream().allMatch(Lease::isHeld));
    Optional<Instant> first = leases.get(99).deadline();
    long tokens = leases.stream().mapToLong(lease -> lease.token().orElseThrow()).sum();

    two.freeze();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                leases.get(99).deadline().isPresent()
                    && leases.get(99).deadline().get().isAfter(first.orElseThrow().plusSeconds(6)));
    two.thaw();

    assertThat(leases.stream().mapToLong(lease -> lease.token().orElse(0)).sum()).isEqualTo(tokens);
    await().atMost(PATIENCE).until(() -> connections(one) == 2 && connections(two) == 2);
    // Another thread watches the listeners while a server is silent, and ends soon after.
    await().atMost(PATIENCE).until(() -> threads() == 8);
    leases.forEach(Lease::close);
    await().atMost(PATIENCE).until(() -> threads() == 0 && connections(three) == 0);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("beatcop-"))
        .filter(
            thread ->
                List.of(one, two, three).stream()
                    .anyMatch(each -> thread.getName().contains(":" + each.port())))
        .count();
  }

  private static long connections(RedisServer server) {
    return server
        .command("CLIENT", "LIST")
        .orElseThrow()
        .toString()
        .lines()
        .filter(line -> line.contains(" name=many "))
        .count();
  }

  private Lease open(String holder, String redis) {
    return open(holder, redis, TTL);
  }

  private Lease open(String holder, String redis, Duration ttl) {
    Lease lease = QuorumLease.of("quorum", holder, redis, ttl);
    leases.add(lease);
    return lease;
  }

  private static String uris() {
    return one.uri() + "," + two.uri() + "," + three.uri();
  }
}
