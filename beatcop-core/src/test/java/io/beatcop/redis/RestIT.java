package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.LeaseRequest.Acquire;
import io.beatcop.lease.LeaseRequest.Renew;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What nodes at rest cost Redis. It runs one command at a time, so those in scripts count too. */
class RestIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private final RedisLeaseStore holder = store("a");
  private final RedisLeaseStore waiter = store("b");

  private static RedisLeaseStore store(String name) {
    LeaseSettings settings = LeaseSettings.of("nightly", Duration.ofMinutes(1)).withHolder(name);
    return new RedisLeaseStore(settings, RedisSettings.parse(redis.uri()));
  }

  private static Acquire acquire(long number) {
    return new Acquire(1, number, 1, Optional.empty(), OptionalLong.empty(), true);
  }

  /** The lease is held and awaited, and Redis knows the scripts. */
  @BeforeEach
  void aLeaseAtRest() {
    redis.command("FLUSHALL");
    holder.ask(acquire(1));
    holder.ask(new Renew(1, 2, 1));
    waiter.ask(acquire(1));
    redis.command("CONFIG", "RESETSTAT");
  }

  @AfterEach
  void close() {
    holder.close();
    waiter.close();
  }

  /** Each command that has run since the lease was at rest, and how often. */
  private static List<String> commands() {
    String stats = String.valueOf(redis.command("INFO", "commandstats").orElseThrow());
    return stats
        .lines()
        .filter(line -> line.startsWith("cmdstat_"))
        .map(line -> line.replaceFirst("cmdstat_(.*):calls=(\\d+),.*", "$1 $2"))
        .filter(count -> !count.startsWith("info ") && !count.startsWith("config"))
        .toList();
  }

  @Test
  void aRenewalReadsOnceAndWritesTwice() {
    holder.ask(new Renew(1, 3, 1));

    assertThat(commands()).containsExactlyInAnyOrder("evalsha 1", "mget 1", "pexpire 1", "mset 1");
  }

  @Test
  void aWaitingNodeReadsTwiceAndWritesOnce() {
    waiter.ask(acquire(2));

    assertThat(commands()).containsExactlyInAnyOrder("evalsha 1", "mget 1", "pttl 1", "zadd 1");
  }

  @Test
  void aWaitingNodeClearsUpAtEachFourthRequest() {
    for (int number = 2; number < 10; number++) {
      waiter.ask(acquire(number));
    }

    assertThat(commands())
        .contains("zadd 8", "zremrangebyscore 2", "zremrangebyrank 2", "pexpire 2");
  }
}
