package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseRequest.Acquire;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

/** No value that others write to a lease's keys and channel ends a node. */
class HostileRedisIT {

  /** On a busy machine an answer may take long. */
  private static final DefaultJedisClientConfig PATIENT =
      DefaultJedisClientConfig.builder().socketTimeoutMillis(20_000).build();

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final Duration TTL = Duration.ofSeconds(2);
  private static final Duration LONG_TTL = Duration.ofSeconds(60);
  private static final String CHANNEL = "{nightly}:released:0";
  private static final String LONG = "x".repeat(6_000_000);

  private final RecordingListener told = new RecordingListener();

  @BeforeEach
  void anEmptyRedis() {
    redis.command("FLUSHALL");
  }

  private static RedisLeaseStore store(String holder) {
    // Its timeout follows from the ttl: a loaded machine takes a while to compare megabytes.
    LeaseSettings of = LeaseSettings.of("nightly", LONG_TTL);
    return new RedisLeaseStore(
        LeaseSettings.of("nightly", LONG_TTL)
            .withHolder(holder)
            .withTimeout(of.timeout())
            .withExpiringNotice(of.expiringNotice()),
        RedisSettings.parse(redis.uri()));
  }

  private static Acquire acquire(long number) {
    return new Acquire(1, number, 1, Optional.empty(), OptionalLong.empty(), true);
  }

  private Lease node(String holder) {
    return node(holder, TTL);
  }

  private Lease node(String holder, Duration ttl) {
    Lease lease =
        RedisLease.builder("nightly")
            // Each has connections of its own, as in another JVM.
            .redis(redis.uri() + "?clientname=" + holder)
            .holder(holder)
            .ttl(ttl)
            .trustAbsence(true)
            .listener(told)
            .build();
    lease.start();
    return lease;
  }

  private static String value(String key) {
    return String.valueOf(redis.command("GET", key).orElse(""));
  }

  /** S-b */
  @Test
  void aPauseOfSixMegabytesIsToldOfInAThousandCharacters() {
    redis.command("SET", "{nightly}:paused", LONG);

    try (RedisLeaseStore store = store("a")) {
      assertThat(store.ask(acquire(1)))
          .isInstanceOfSatisfying(
              LeaseAnswer.Paused.class,
              paused -> assertThat(paused.why().length()).isLessThan(1100));
    }
  }

  /** S-b, S-f */
  @Test
  void aHolderOfSixMegabytesIsForeignAndShownInPart() {
    redis.command("SET", "nightly", "\u001b[2J\n" + LONG);
    redis.command("SET", "{nightly}:term", "held \u001b[2J\n" + LONG + " 1 1");

    try (RedisLeaseStore store = store("a")) {
      assertThat(store.ask(acquire(1)))
          .isInstanceOfSatisfying(
              LeaseAnswer.HeldByOther.class,
              other -> {
                assertThat(other.holder()).startsWith("\\u001b[2J\\nxxx").hasSizeLessThan(1100);
                assertThat(other.term()).isEmpty();
              });
    }
  }

  /** S-b: a user that may publish can send anything. */
  @Test
  void aMessageOfSixMegabytesIsNotReadAndTheNextReleaseIsHeardOf() {
    // One that does not hear of the release waits for the better part of a minute.
    try (Lease first = node("a", LONG_TTL);
        Lease second = node("b", LONG_TTL)) {
      await().until(first::isHeld);
      for (int i = 0; i < 5; i++) {
        redis.command("PUBLISH", CHANNEL, LONG);
      }
      await().until(() -> listeners() == 2);

      first.stop();

      await().until(second::isHeld);
    }
  }

  private static long listeners() {
    List<?> reply = (List<?>) redis.command("PUBSUB", "NUMSUB", CHANNEL).orElseThrow();
    return Long.parseLong(String.valueOf(reply.get(1)).replaceAll("\\D", ""));
  }

  /** L-h */
  @ParameterizedTest
  @ValueSource(strings = {"abc", "9007199254740992", "99999999999999999999", "-1", "1.5", "", " 1"})
  void aTokenThatIsNoneIsRefusedInOneSentence(String token) {
    redis.command("SET", "{nightly}:token", token);

    try (RedisLeaseStore store = store("a")) {
      LeaseAnswer answer = store.ask(acquire(1));
      assertThat(answer).isInstanceOf(Refused.class);
      assertThat(((Refused) answer).reason())
          .hasMessage(
              "lease = nightly: its key {nightly}:token is '%s', which is no token: set it to the"
                      .formatted(token)
                  + " last one that was granted, or delete it");
    }
    assertThat(value("nightly")).isEmpty();
  }

  /** L-h: the holder knows the token, so it is written anew and no term is lost. */
  @ParameterizedTest
  @ValueSource(strings = {"abc", "9007199254740993", ""})
  void aHolderWhoseTokenIsOverwrittenKeepsItsTerm(String token) {
    try (Lease lease = node("a")) {
      await().until(lease::isHeld);
      long granted = lease.token().orElseThrow();

      redis.command("SET", "{nightly}:token", token);

      await().until(() -> value("{nightly}:token").equals(String.valueOf(granted)));
      redis.command("DEL", "{nightly}:token");
      redis.command("LPUSH", "{nightly}:token", "a list");
      await().until(() -> redis.command("TYPE", "{nightly}:token").equals(Optional.of("string")));
      assertThat(lease.isHeld()).isTrue();
      assertThat(told.heard()).noneMatch(line -> line.startsWith("lost"));
    }
  }

  /** S-h */
  @Test
  void aFloodOfMessagesMakesAFollowerAskAFewTimesASecond() throws Exception {
    try (Lease first = node("a");
        Lease second = node("b")) {
      await().until(first::isHeld);
      await().until(() -> listeners() == 2);
      redis.command("CONFIG", "RESETSTAT");
      long begun = System.nanoTime();

      try (Connection publisher =
          new Connection(new HostAndPort(redis.host(), redis.port()), PATIENT)) {
        for (int batch = 0; batch < 1000; batch++) {
          for (int i = 0; i < 500; i++) {
            publisher.sendCommand(Command.PUBLISH, CHANNEL, "x");
          }
          publisher.getMany(500);
        }
      }

      double seconds = (System.nanoTime() - begun) / 1e9;
      String stats = redis.command("INFO", "commandstats").orElseThrow().toString();
      long asked = Long.parseLong(stats.replaceAll("(?s).*cmdstat_evalsha:calls=(\\d+).*", "$1"));
      // Both nodes listen; the holder renews 1.5 times a second besides.
      assertThat(asked).isLessThan((long) (10 + seconds * 12));
      assertThat(second.isHeld()).isFalse();

      first.stop();

      await().atMost(TTL).until(second::isHeld);
    }
  }
}
