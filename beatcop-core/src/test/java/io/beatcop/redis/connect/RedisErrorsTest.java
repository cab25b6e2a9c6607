package io.beatcop.redis.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.LeaseAnswer;
import io.beatcop.redis.settings.RedisSettings;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** The kinds of errors, by the words of Redis 2.6 to 7. */
class RedisErrorsTest {

  private static final RedisSettings REDIS = RedisSettings.parse("redis://u:secret@h");

  private static LeaseAnswer sorted(String error) {
    return RedisErrors.reply(error, "nightly", REDIS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LOADING Redis is loading the dataset in memory",
        "READONLY You can't write against a read only replica.",
        "ERR Error running script (call to f_1): @user_script:1: -READONLY You can't write against",
        "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
        "CLUSTERDOWN The cluster is down",
        "TRYAGAIN Multiple keys request during rehashing of slot",
        "BUSY Redis is busy running a script.",
        "OOM command not allowed when used memory > 'maxmemory'.",
        "MISCONF Redis is configured to save RDB snapshots",
        "NOREPLICAS Not enough good replicas to write.",
        "ERR max number of clients reached",
        "ERR Connection timed out",
        "ERR something that nobody has seen before"
      })
  void whatARetryMayMendIsUnavailable(String error) {
    assertThat(sorted(error))
        .isEqualTo(new LeaseAnswer.Unavailable("redis://u:***@h:6379/0 says: " + error));
  }

  /** C-f: a command that was renamed is not a Redis that is too old. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ERR unknown command `EVALSHA`, with args beginning with: `abc`, `8`, ",
        "ERR unknown command 'EVALSHA', with args beginning with: 'abc' '8' ",
        "ERR Unknown Redis command called from script script: 5f, on @user_script:30."
      })
  void aCommandThatWasRenamedIsNamedAsTheCause(String error) {
    assertThat(((LeaseAnswer.Refused) sorted(error)).reason())
        .hasMessageContaining("must have the commands of a lease under their names")
        .hasMessageContaining(error)
        .hasMessageNotContaining("2.6.12");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "WRONGPASS invalid username-password pair or user is disabled. | check user and password",
        "ERR invalid password | check user and password",
        "NOAUTH Authentication required. | needs a password",
        "ERR Protocol error: unauthenticated multibulk length | needs a password",
        "ERR operation not permitted | needs a password",
        "ERR Client sent AUTH, but no password is set | leave it out",
        "ERR AUTH <password> called without any password configured for the user | leave it out",
        "ERR wrong number of arguments for 'auth' command | leave the user name out",
        "NOPERM this user has no permissions to run the 'evalsha' command | lacks a right",
        "ERR The user executing the script can't run this command or subcommand | lacks a right",
        "ERR invalid DB index | has no such database",
        "ERR DB index is out of range | has no such database",
        "MOVED 3999 127.0.0.1:6381 | write redis+cluster://",
        "ERR unknown command 'EVAL' | must be Redis 2.6.12 or newer",
        "ERR Error running script (call to f_1): ERR syntax error | must be Redis 2.6.12 or newer",
        "WRONGTYPE Operation against a key holding the wrong kind of value | choose another name",
        "ERR Operation against a key holding the wrong kind of value | choose another name"
      })
  void whatOnlyTheUserCanMendIsRefusedWithAdvice(String error, String advice) {
    assertThat(sorted(error)).isInstanceOf(LeaseAnswer.Refused.class);
    assertThat(((LeaseAnswer.Refused) sorted(error)).reason())
        .hasMessageContaining(advice)
        .hasMessageEndingWith("(Redis says: " + error + ")")
        .hasMessageNotContaining("secret");
  }

  @Test
  void onAClusterASlotThatHasMovedIsUnavailable() {
    RedisSettings cluster = RedisSettings.parse("redis+cluster://h");

    assertThat(RedisErrors.reply("MOVED 3999 127.0.0.1:6381", "nightly", cluster))
        .isEqualTo(
            new LeaseAnswer.Unavailable("redis+cluster://h:6379 says: MOVED 3999 127.0.0.1:6381"));
  }

  @Test
  void anUnknownHostIsRefused() {
    LeaseAnswer answer =
        RedisErrors.failure(
            new JedisConnectionException("no luck", new UnknownHostException("h")), REDIS);

    assertThat(((LeaseAnswer.Refused) answer).reason())
        .hasMessage("redis = redis://u:***@h:6379/0: unknown host 'h'");
  }

  @Test
  void silenceIsUnavailable() {
    LeaseAnswer answer =
        RedisErrors.failure(
            new JedisConnectionException(new SocketTimeoutException("Read timed out")), REDIS);

    assertThat(answer)
        .isEqualTo(new LeaseAnswer.Unavailable("redis://u:***@h:6379/0 did not answer in time"));
  }

  /** L-i */
  @Test
  void aNameServerThatIsAwayIsWaitedFor() {
    UnknownHostException failure =
        new UnknownHostException("redis.internal: Temporary failure in name resolution");

    assertThat(failure(failure))
        .isEqualTo(
            new LeaseAnswer.Unavailable(
                "redis://u:***@h:6379/0: no name server says where 'redis.internal' is"));
  }

  /** L-i: final is what the name servers say. */
  @Test
  void aNameThatThereIsNotIsFinal() {
    UnknownHostException failure =
        new UnknownHostException("redis.internal: Name or service not known");

    assertThat(failure(failure)).isInstanceOf(LeaseAnswer.Refused.class);
  }

  private static LeaseAnswer failure(Exception cause) {
    return RedisErrors.failure(new JedisConnectionException("can't connect", cause), REDIS);
  }
}
