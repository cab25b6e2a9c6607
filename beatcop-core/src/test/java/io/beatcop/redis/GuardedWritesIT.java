package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beatcop.jdbc.FencedWriter;
import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.lease.SettingException;
import io.beatcop.lease.StaleTokenException;
import io.beatcop.redis.connect.RedisUnavailableException;
import io.beatcop.testing.RedisServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A holder that was paused through the end of its term writes nothing. */
class GuardedWritesIT {

  private static final String DATABASE = "jdbc:h2:mem:fence;DB_CLOSE_DELAY=-1";
  private static final String REPORT = "{nightly}:report";

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private final RedisLease.Builder nightly =
      RedisLease.builder("nightly")
          .redis(redis.uri())
          .ttl(Duration.ofSeconds(1))
          .trustAbsence(true);
  private final Lease first = nightly.build();
  private final Lease second = nightly.build();

  @BeforeEach
  void aTable() throws SQLException {
    try (Connection connection = DriverManager.getConnection(DATABASE);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE beatcop_fence (name VARCHAR(200) PRIMARY KEY, token BIGINT NOT NULL)");
      statement.execute("INSERT INTO beatcop_fence VALUES ('nightly', 0)");
      statement.execute("CREATE TABLE report (text VARCHAR(200))");
    }
  }

  @AfterEach
  void end() throws SQLException {
    first.close();
    second.close();
    redis.command("FLUSHALL");
    try (Connection connection = DriverManager.getConnection(DATABASE);
        Statement statement = connection.createStatement()) {
      statement.execute("SHUTDOWN");
    }
  }

  private static Grant term(Lease lease) throws InterruptedException {
    lease.campaign();
    return lease.await(Duration.ofMinutes(1)).orElseThrow();
  }

  /** The term of the first lease, which is over; the second one is held. */
  private Grant overtaken() throws InterruptedException {
    Grant over = term(first);
    first.stop();
    return over;
  }

  private GuardedScript report(Lease lease) {
    return nightly.guarded(lease, "redis.call('SET', KEYS[1], ARGV[1]) return ARGV[1]");
  }

  private Optional<Object> stored() {
    return redis.command("GET", REPORT);
  }

  @Test
  void redisRunsTheScriptOfTheHolder() throws Exception {
    Grant grant = term(first);

    try (GuardedScript script = report(first)) {
      assertThat(script.run(grant, List.of(REPORT), List.of("good"))).containsExactly("good");
    }

    assertThat(stored()).contains("good");
  }

  private List<String> returned(String lua, String... keys) throws InterruptedException {
    try (GuardedScript script = nightly.guarded(first, lua)) {
      return script.run(term(first), List.of(keys), List.of());
    }
  }

  @Test
  void aScriptReturnsWhatItLikes() throws Exception {
    assertThat(returned("local unused = 100 % 7")).isEmpty();
    assertThat(returned("return nil")).isEmpty();
    assertThat(returned("return {}")).isEmpty();
    assertThat(returned("return redis.call('GET', KEYS[1])", REPORT)).isEmpty();
    assertThat(returned("return {1, 'two', true}")).containsExactly("1", "two", "1");
    assertThat(returned("return {1, {'two', {3}}, nil, 4}")).containsExactly("1", "two", "3");
    assertThat(returned("return redis.call('MGET', KEYS[1], KEYS[1])", REPORT))
        .containsExactly("", "");
    assertThat(returned("return redis.call('SET', KEYS[1], '1')", REPORT)).containsExactly("OK");
  }

  @Test
  void aNumberComesBackAsAWholeOne() throws Exception {
    assertThat(returned("return 1795923657928123")).containsExactly("1795923657928123");
    assertThat(returned("return {3.9, -3.9, -0.5, 0}")).containsExactly("3", "-3", "0", "0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "return redis.error_reply('no stock')             | no stock",
        "return {1, redis.pcall('INCR', KEYS[1])}         | not an integer",
        "redis.call('INCR', KEYS[1])                      | not an integer",
        "error('no stock')                                | no stock",
        "error({no = 'text'})                             | table",
        "redis.call('NOSUCH')                             | nknown",
        "return 1 +                                       | user_script:",
        "redis.call('LPUSH', KEYS[1], 'x')                | WRONGTYPE",
      })
  void aScriptThatFailsIsToldWithWhatRedisSays(String lua, String reason) {
    redis.command("SET", REPORT, "text");

    assertThatThrownBy(() -> returned(lua, REPORT))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("script = " + lua.substring(0, 8))
        .hasMessageContaining(reason)
        .hasMessageNotContaining("rename-command");
  }

  @Test
  void whatARetryCanFixIsNoFaultOfTheScript() {
    assertThatThrownBy(() -> returned("error('-READONLY You cannot write')"))
        .isInstanceOf(RedisUnavailableException.class)
        .hasMessageContaining("READONLY");
  }

  @Test
  void redisRefusesTheScriptOfAPausedHolder() throws Exception {
    Grant over = overtaken();
    term(second);

    try (GuardedScript script = report(first)) {
      assertThatThrownBy(() -> script.run(over, List.of(REPORT), List.of("late")))
          .isInstanceOf(StaleTokenException.class)
          .hasMessageContaining(String.valueOf(over.token()));
    }

    assertThat(stored()).isEmpty();
  }

  @Test
  void redisRefusesTheScriptOfAnEarlierTermOfTheSameNode() throws Exception {
    Grant over = overtaken();
    term(first);

    try (GuardedScript script = report(first)) {
      assertThatThrownBy(() -> script.run(over, List.of(REPORT), List.of("late")))
          .isInstanceOf(StaleTokenException.class);
    }
  }

  @Test
  void aQuorumIsRefused() {
    RedisLease.Builder quorum = RedisLease.builder("nightly").redis("redis+quorum://one,two,three");
    try (Lease lease = quorum.build()) {
      assertThatThrownBy(() -> quorum.guarded(lease, "return 1"))
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("quorum");
    }
  }

  private static void write(Connection connection, Grant grant, String text) throws SQLException {
    connection.setAutoCommit(false);
    new FencedWriter("nightly").guard(connection, grant);
    try (Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO report VALUES ('" + text + "')");
    }
    connection.commit();
  }

  private static int reports() throws SQLException {
    try (Connection connection = DriverManager.getConnection(DATABASE);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM report")) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  void aDatabaseRefusesAPausedHolderOnceALaterOneHasWritten() throws Exception {
    Grant over = overtaken();
    Grant present = term(second);

    try (Connection paused = DriverManager.getConnection(DATABASE);
        Connection later = DriverManager.getConnection(DATABASE)) {
      write(later, present, "good");
      write(later, present, "good");

      assertThatThrownBy(() -> write(paused, over, "late"))
          .isInstanceOf(StaleTokenException.class)
          .hasMessageContaining(String.valueOf(present.token()));
    }

    assertThat(reports()).isEqualTo(2);
  }

  @Test
  void aTransactionWithoutAGuardOfItsOwnIsRefused() throws Exception {
    Grant grant = term(first);

    try (Connection connection = DriverManager.getConnection(DATABASE)) {
      assertThatThrownBy(() -> new FencedWriter("nightly").guard(connection, grant))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("auto-commit");
      connection.setAutoCommit(false);
      assertThatThrownBy(() -> new FencedWriter("daily").guard(connection, grant))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("'daily'");
    }
  }
}
