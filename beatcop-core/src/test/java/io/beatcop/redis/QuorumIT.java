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
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A lease on three real servers, from within one JVM. */
@Slow
class QuorumIT {

  private static final Duration TTL = Duration.ofSeconds(2);
  private static final int CAMPAIGNERS = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

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
    Lease lease = open("node", uris().replace("redis://", "redis://:wrong@"));

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

  private Lease open(String holder, String redis) {
    Lease lease = QuorumLease.of("quorum", holder, redis, TTL);
    leases.add(lease);
    return lease;
  }

  private static String uris() {
    return one.uri() + "," + two.uri() + "," + three.uri();
  }
}
