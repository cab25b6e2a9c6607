package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import io.beatcop.redis.connect.RedisProbe;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisSentinels;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The lease where sentinels say which server is the master. */
@Slow
class RedisSentinelIT {

  @RegisterExtension static final RedisSentinels sentinels = RedisSentinels.forTests();

  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final AtomicInteger NAMES = new AtomicInteger();

  private final String name = "sentinel-" + NAMES.incrementAndGet();
  private Optional<LocalNodes> nodes = Optional.empty();

  @BeforeEach
  void allIsWell() {
    sentinels.heal();
  }

  /** A release on record, as after a first clean stop: so the first grant need not wait (L7). */
  private LocalNodes nodes(Duration ttl) {
    RedisServer master = sentinels.master();
    master.command("SET", "{" + name + "}:token", "7");
    master.command("SET", "{" + name + "}:term", "released");
    LocalNodes begun = new LocalNodes(name, sentinels.uri(), ttl, 3);
    nodes = Optional.of(begun);
    return begun;
  }

  @AfterEach
  void neverDidTwoHold() {
    nodes.ifPresent(LocalNodes::close);
    nodes.ifPresent(ended -> assertThat(ended.ledger().violations()).isEmpty());
  }

  private static void anotherMasterThan(RedisServer before) {
    await().atMost(PATIENCE).until(() -> sentinels.master() != before);
  }

  @Test
  void anOperatorIsAnsweredByTheServerThatKeepsTheLease() {
    sentinels.master().command("SET", name, "a", "PX", "60000");
    RedisSettings settings = RedisSettings.parse(sentinels.uri());
    Duration timeout = Duration.ofSeconds(2);

    try (RedisProbe probe = RedisProbe.connect(settings, timeout, name);
        LeaseControl control =
            new LeaseControl(LeaseSettings.of(name, Duration.ofSeconds(10)), settings)) {
      assertThat(probe.ask("GET", name).word()).contains("a");
      assertThat(control.status().holder()).contains("a");
    }
  }

  @Test
  void aMasterThatIsKilledCostsAShortTermAndAnotherHolderFollows() {
    LocalNodes nodes = nodes(SHORT);
    nodes.holder();
    RedisServer master = sentinels.master();

    master.kill();
    nodes.untilNobodyHolds();

    nodes.holder();
    assertThat(sentinels.master()).isNotSameAs(master);
  }

  @Test
  void aTermThatOutlastsTheFailOverIsKept() {
    LocalNodes nodes = nodes(LONG);
    Lease holder = nodes.holder();
    long token = holder.token().getAsLong();
    String term = renewedTerm(sentinels.master(), "");
    RedisServer master = sentinels.master();

    master.kill();
    anotherMasterThan(master);

    renewedTerm(sentinels.master(), term);
    assertThat(holder.token()).hasValue(token);
    assertThat(nodes.heardBy(holder)).containsExactly("acquired");
  }

  /** Waits for a renewal: it writes another term than the one before. */
  private String renewedTerm(RedisServer server, String before) {
    String key = "{" + name + "}:term";
    return await()
        .atMost(PATIENCE)
        .until(
            () -> server.command("GET", key).orElse(before).toString(),
            term -> !term.equals(before));
  }

  @Test
  void aMasterThatIsFrozenAndComesBackAsAReplica() {
    LocalNodes nodes = nodes(SHORT);
    nodes.holder();
    RedisServer master = sentinels.master();

    master.freeze();
    anotherMasterThan(master);
    nodes.holder();
    master.thaw();

    sentinels.heal();
    nodes.holder();
  }

  @Test
  void aMasterThatIsDemotedIsLeftAtItsFirstRefusal() {
    LocalNodes nodes = nodes(LONG);
    Lease holder = nodes.holder();
    RedisServer master = sentinels.master();
    long token = holder.token().getAsLong();

    sentinels.sentinels().get(0).command("SENTINEL", "FAILOVER", RedisSentinels.MASTER);
    anotherMasterThan(master);

    renewedTerm(sentinels.master(), renewedTerm(master, ""));
    assertThat(holder.token()).hasValue(token);
  }

  @Test
  void aReplicaThatASentinelTakesForTheMasterIsNotUsed() {
    RedisServer master = sentinels.master();
    LeaseSettings settings = LeaseSettings.of(name, LONG).withHolder("a");
    try (RedisServer other = RedisServer.forTests();
        RedisLeaseStore store =
            new RedisLeaseStore(settings, RedisSettings.parse(sentinels.uri()))) {
      other.start();
      master.command("REPLICAOF", other.host(), String.valueOf(other.port()));

      assertThat(store.look())
          .isEqualTo(
              new LeaseAnswer.Unavailable(
                  sentinels.uri()
                      + "/0: 127.0.0.1:"
                      + master.port()
                      + " is no master, though a sentinel says so: it is a slave"));
    } finally {
      master.command("REPLICAOF", "NO", "ONE");
    }
  }

  @Test
  void aReleaseOnTheNewMasterWakesTheNextNode() {
    LocalNodes nodes = nodes(LONG);
    Lease holder = nodes.holder();
    RedisServer master = sentinels.master();
    master.kill();
    anotherMasterThan(master);
    await()
        .atMost(PATIENCE)
        .until(
            () -> sentinels.master().command("PUBSUB", "NUMSUB", channel()).toString(),
            counts -> counts.contains(", 3]"));

    holder.stop();

    // It may act only later, as the new master may have been up for less than a ttl.
    RedisServer newMaster = sentinels.master();
    String before = holder.settings().holder();
    await()
        .atMost(LONG.dividedBy(4))
        .until(() -> !newMaster.command("GET", name).orElse(before).equals(before));
  }

  private String channel() {
    return "{" + name + "}:released:0";
  }

  @Test
  void sentinelsThatAreDeadOrSilentArePassedOver() {
    sentinels.sentinels().get(0).kill();
    sentinels.sentinels().get(1).freeze();

    LocalNodes nodes = nodes(LONG);

    nodes.holder();
  }

  @Test
  void aMasterThatTheSentinelsDoNotKnowIsRefusedAtTheStart() {
    String uri = sentinels.uri().replace("/main", "/mine");
    try (Lease lease = RedisLease.builder(name).redis(uri).ttl(LONG).build()) {
      assertThatThrownBy(lease::start)
          .isInstanceOf(SettingException.class)
          .hasMessage("redis = " + uri + "/0: the sentinels know no master 'mine'");
    }
  }

  @Test
  void aServerThatIsNoSentinelIsRefusedAtTheStart() {
    RedisServer master = sentinels.master();
    String uri = "redis+sentinel://127.0.0.1:" + master.port() + "/main";
    try (Lease lease = RedisLease.builder(name).redis(uri).ttl(LONG).build()) {
      assertThatThrownBy(lease::start)
          .isInstanceOf(SettingException.class)
          .hasMessage("redis = " + uri + "/0: 127.0.0.1:" + master.port() + " is no sentinel");
    }
  }
}
