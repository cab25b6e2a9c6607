package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseAnswer.Granted;
import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseRequest.Acquire;
import io.beatcop.lease.LeaseRequest.Release;
import io.beatcop.lease.LeaseRequest.Renew;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rights that docs/redis.md gives a user are enough for a lease, and none of them too many. */
class AccessIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final Duration TTL = Duration.ofSeconds(60);
  private static final List<String> RIGHTS =
      List.of(
          "resetchannels",
          "on",
          ">se:cret",
          "~nightly",
          "~{nightly}:*",
          "&{nightly}:released:*",
          "+eval",
          "+evalsha",
          "+get",
          "+set",
          "+del",
          "+pttl",
          "+pexpire",
          "+info",
          "+publish",
          "+subscribe");

  @BeforeEach
  void aUserWithTheDocumentedRights() {
    redis.command("FLUSHALL");
    redis.command("SCRIPT", "FLUSH");
    redis.command("ACL", "DELUSER", "app");
    redis.command(
        Stream.concat(Stream.of("ACL", "SETUSER", "app"), RIGHTS.stream()).toArray(String[]::new));
  }

  private static String uri(String login) {
    return redis.uri().replace("redis://", "redis://" + login + "@");
  }

  private static RedisLeaseStore store(String holder, String uri) {
    LeaseSettings settings = LeaseSettings.of("nightly", TTL).withHolder(holder);
    return new RedisLeaseStore(settings, RedisSettings.parse(uri));
  }

  private static Acquire acquire(long number) {
    return new Acquire(1, number, 1, Optional.empty(), OptionalLong.empty(), true);
  }

  /** All that nodes ever ask, by the first who asks and a second one. */
  private static List<LeaseAnswer> everything() {
    String uri = uri("app:se%3Acret");
    try (RedisLeaseStore first = store("a", uri);
        RedisLeaseStore second = store("b", uri)) {
      return List.of(
          first.look(),
          first.ask(acquire(1)),
          second.ask(acquire(1)),
          first.ask(new Renew(1, 2, 1)),
          first.ask(new Release(1)),
          second.ask(acquire(2)));
    }
  }

  @Test
  void theDocumentedRightsAreEnough() {
    assertThat(everything())
        .noneMatch(Refused.class::isInstance)
        .noneMatch(LeaseAnswer.Unavailable.class::isInstance)
        .last()
        .isInstanceOf(Granted.class);
  }

  @Test
  void withThemAHandOverIsHeardOf() {
    try (Lease first = lease("a");
        Lease second = lease("b")) {
      first.start();
      second.start();

      first.stop();

      await().atMost(TTL.dividedBy(4)).until(second::isHeld);
    }
  }

  /** L10: nobody is told that replicas are slow where it is the right to wait that is missing. */
  @Test
  void withoutTheRightToWaitItIsNamed() {
    try (RedisLeaseStore store = store("a", uri("app:se%3Acret") + "?wait=1")) {
      assertThat(store.ask(acquire(1)))
          .isInstanceOfSatisfying(
              Refused.class,
              refused ->
                  assertThat(refused.reason()).hasMessageContainingAll("lacks a right", "wait"));
    }
  }

  private static Lease lease(String holder) {
    return RedisLease.builder("nightly")
        .redis(uri("app:se%3Acret"))
        .holder(holder)
        .ttl(TTL)
        .trustAbsence(true)
        .build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-eval", "-evalsha", "-get", "-set", "-del", "-pttl", "-pexpire"})
  void withoutOneOfThemSomethingIsRefused(String right) {
    redis.command("ACL", "SETUSER", "app", right);

    assertThat(everything()).filteredOn(Refused.class::isInstance).isNotEmpty();
    assertThat(everything())
        .filteredOn(Refused.class::isInstance)
        .allSatisfy(
            answer ->
                assertThat(((Refused) answer).reason()).hasMessageContaining("lacks a right"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-info", "-publish", "-subscribe", "resetchannels"})
  void withoutOneOfTheseTheLeaseIsKeptAllTheSame(String right) {
    redis.command("ACL", "SETUSER", "app", right);

    assertThat(everything()).noneMatch(Refused.class::isInstance);
  }

  @Test
  void aKeyThatIsNotTheUsersIsRefused() {
    redis.command("ACL", "SETUSER", "app", "resetkeys", "~weekly");

    assertThat(everything())
        .allSatisfy(
            answer ->
                assertThat(((Refused) answer).reason()).hasMessageContaining("lacks a right"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"app:wrong", "nobody:se%3Acret"})
  void aWrongLoginIsRefusedAndNotRepeated(String login) {
    try (RedisLeaseStore store = store("a", uri(login))) {
      assertThat(((Refused) store.look()).reason())
          .hasMessageContaining("check user and password")
          .hasMessageNotContaining("wrong@")
          .hasMessageNotContaining("cret");
    }
  }

  @Test
  void aClientNameIsGivenWhereTheUserMay() {
    redis.command("ACL", "SETUSER", "app", "+client");
    try (RedisLeaseStore store = store("a", uri("app:se%3Acret") + "?clientname=beatcop")) {
      assertThat(store.look()).isInstanceOf(LeaseAnswer.Seen.class);

      assertThat(redis.command("CLIENT", "LIST").orElseThrow().toString())
          .contains("name=beatcop ");
    }
  }

  @Test
  void aClientNameIsDoneWithoutWhereTheUserMayNot() {
    try (RedisLeaseStore store = store("a", uri("app:se%3Acret") + "?clientname=beatcop")) {
      assertThat(store.look()).isInstanceOf(LeaseAnswer.Seen.class);
    }
  }
}
