package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseRequest.Acquire;
import io.beatcop.lease.LeaseRequest.Renew;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import io.beatcop.redis.connect.RedisProbe;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisCluster;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lease in a Redis Cluster: its slot moves, its master fails, half of it is away. */
@Slow
class RedisClusterIT {

  @RegisterExtension static final RedisCluster cluster = RedisCluster.forTests();

  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final AtomicInteger NAMES = new AtomicInteger();

  private final String name = "cluster-" + NAMES.incrementAndGet();
  private Optional<LocalNodes> nodes = Optional.empty();

  @BeforeEach
  void allIsWell() {
    cluster.heal();
  }

  /** A release on record, as after a first clean stop: so the first grant need not wait (L7). */
  private LocalNodes nodes(Duration ttl) {
    RedisServer owner = cluster.ownerOf(name);
    owner.command("SET", "{" + name + "}:token", "7");
    owner.command("SET", "{" + name + "}:term", "released");
    LocalNodes begun = new LocalNodes(name, cluster.uri(), ttl, 3);
    nodes = Optional.of(begun);
    return begun;
  }

  @AfterEach
  void neverDidTwoHold() {
    nodes.ifPresent(LocalNodes::close);
    nodes.ifPresent(ended -> assertThat(ended.ledger().violations()).isEmpty());
  }

  private RedisLeaseStore store(String uri) {
    LeaseSettings settings =
        LeaseSettings.of(name, LONG).withHolder("a").withTimeout(Duration.ofSeconds(1));
    return new RedisLeaseStore(settings, RedisSettings.parse(uri));
  }

  private static Acquire acquire(long number) {
    return new Acquire(1, number, 1, Optional.empty(), OptionalLong.empty(), true);
  }

  @Test
  void anOperatorIsAnsweredByTheServerThatKeepsTheLease() {
    cluster.ownerOf(name).command("SET", name, "a", "PX", "60000");
    RedisSettings settings = RedisSettings.parse(cluster.uri());
    Duration timeout = Duration.ofSeconds(2);

    try (RedisProbe probe = RedisProbe.connect(settings, timeout, name);
        LeaseControl control =
            new LeaseControl(LeaseSettings.of(name, Duration.ofSeconds(10)), settings)) {
      assertThat(probe.ask("GET", name).word()).contains("a");
      assertThat(control.status().holder()).contains("a");
    }
  }

  @Test
  void theLeaseIsFoundFromAnyNodeAndItsReleaseIsHeardFromAny() {
    LocalNodes nodes = nodes(LONG);
    Lease holder = nodes.holder();

    holder.stop();

    // It may act only later, as the owner may have been up for less than a ttl.
    RedisServer owner = cluster.ownerOf(name);
    String before = holder.settings().holder();
    await()
        .atMost(LONG.dividedBy(4))
        .until(() -> !owner.command("GET", name).orElse(before).equals(before));
  }

  /** M2: leases of one JVM, the slot of one of which is at a node that does not answer. */
  @Test
  void aSlotWhoseNodeIsSilentDelaysNoLeaseOfAnother() {
    RedisServer silent = cluster.ownerOf(name);
    String other =
        IntStream.iterate(0, i -> i + 1)
            .mapToObj(i -> name + "-" + i)
            .filter(candidate -> cluster.ownerOf(candidate) != silent)
            .findFirst()
            .orElseThrow();
    RecordingListener heard = new RecordingListener();
    try (Lease stuck = trusting(name).build();
        Lease going = trusting(other).listener(heard).build()) {
      stuck.start();
      going.start();
      Optional<Instant> before = going.deadline();
      assertThat(stuck.isHeld() && going.isHeld()).isTrue();

      silent.freeze();

      await().atMost(PATIENCE).until(() -> renewedFor(Duration.ofSeconds(6), before, going));
      assertThat(heard.heard()).noneMatch(line -> line.startsWith("lost"));
    } finally {
      silent.thaw();
    }
  }

  private static RedisLease.Builder trusting(String lease) {
    return RedisLease.builder(lease)
        .redis(cluster.uri())
        .ttl(Duration.ofSeconds(6))
        .trustAbsence(true);
  }

  private static boolean renewedFor(Duration time, Optional<Instant> before, Lease lease) {
    return lease.deadline().isPresent()
        && lease.deadline().get().isAfter(before.orElseThrow().plus(time));
  }

  @Test
  void aSeedThatIsSilentIsPassedOverAtOnce() {
    RedisServer silent = cluster.strangerTo(name);
    RedisServer owner = cluster.ownerOf(name);
    silent.freeze();

    try (RedisLeaseStore store = store(RedisCluster.uri(List.of(silent, owner)))) {
      // A connection is greeted before it is used, for a share of the timeout.
      assertThat(store.ask(acquire(1))).isInstanceOf(LeaseAnswer.Granted.class);
    } finally {
      silent.thaw();
    }
  }

  @Test
  void aSeedThatIsDeadIsPassedOverAtOnce() {
    RedisServer dead = RedisServer.forTests();
    RedisServer owner = cluster.ownerOf(name);

    try (RedisLeaseStore store = store(RedisCluster.uri(List.of(dead, owner)))) {
      assertThat(store.ask(acquire(1))).isInstanceOf(LeaseAnswer.Granted.class);
    }
  }

  @Test
  void aTermOutlastsTheMoveOfItsSlot() {
    LocalNodes nodes = nodes(Duration.ofSeconds(4));
    Lease holder = nodes.holder();
    long token = holder.token().getAsLong();
    SlotMove move = new SlotMove(cluster, name);
    String term = term(cluster.ownerOf(name));

    move.begin();
    move.takeAlong(name, "{" + name + "}:token", "{" + name + "}:term");
    // Renewed at the importing node, which serves it only to who was sent there.
    await().atMost(PATIENCE).until(() -> !term.equals(move.askTarget("GET", termKey())));
    move.takeAllAlong();
    move.end();

    String before = term(move.target());
    await().atMost(PATIENCE).until(() -> !before.equals(term(move.target())));
    assertThat(holder.token()).hasValue(token);
    assertThat(nodes.heardBy(holder)).containsExactly("acquired");
  }

  @Test
  void aTermOutlastsTheMomentInWhichItsKeysAreInTwoPlaces() {
    try (RedisLeaseStore store = store(cluster.uri())) {
      LeaseAnswer.Granted granted = (LeaseAnswer.Granted) store.ask(acquire(1));
      SlotMove move = new SlotMove(cluster, name);
      move.begin();
      move.takeAlong("{" + name + "}:token");

      LeaseAnswer between = store.ask(new Renew(1, 2, granted.token()));
      move.takeAlong(name, "{" + name + "}:term");
      LeaseAnswer after = store.ask(new Renew(1, 3, granted.token()));
      move.takeAllAlong();
      move.end();

      assertThat(between).isInstanceOf(LeaseAnswer.Unavailable.class);
      assertThat(after).isInstanceOf(LeaseAnswer.Granted.class);
    }
  }

  @Test
  void aServerThatSendsUsElsewhereIsAFailureOnceItHasAnsweredItself() {
    try (RedisLeaseStore store = store(cluster.uri())) {
      assertThat(store.ask(acquire(1))).isInstanceOf(LeaseAnswer.Granted.class);
      SlotMove move = new SlotMove(cluster, name);
      move.begin();
      move.takeAllAlong();
      move.end();

      assertThat(store.ask(acquire(2))).isInstanceOf(LeaseAnswer.Unavailable.class);
      assertThat(store.ask(acquire(3))).isInstanceOf(LeaseAnswer.Granted.class);
    }
  }

  private String termKey() {
    return "{" + name + "}:term";
  }

  private String term(RedisServer server) {
    return server.command("GET", termKey()).orElse("").toString();
  }

  @Test
  void aMasterThatIsKilledIsReplacedAndAnotherHolderFollows() {
    LocalNodes nodes = nodes(SHORT);
    nodes.holder();
    RedisServer owner = cluster.ownerOf(name);

    owner.kill();
    nodes.untilNobodyHolds();

    nodes.holder();
    assertThat(cluster.ownerOf(name)).isNotSameAs(owner);
  }

  @Test
  void aTermThatOutlastsTheFailOverIsKept() {
    LocalNodes nodes = nodes(LONG);
    Lease holder = nodes.holder();
    long token = holder.token().getAsLong();
    RedisServer owner = cluster.ownerOf(name);
    String term = term(owner);

    owner.kill();

    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> cluster.ownerOf(name) != owner && !term.equals(term(cluster.ownerOf(name))));
    assertThat(holder.token()).hasValue(token);
    assertThat(nodes.heardBy(holder)).containsExactly("acquired");
  }

  @Test
  void aMasterThatIsFrozenAndComesBackAsAReplica() {
    LocalNodes nodes = nodes(SHORT);
    nodes.holder();
    RedisServer owner = cluster.ownerOf(name);

    owner.freeze();
    await().atMost(PATIENCE).ignoreExceptions().until(() -> cluster.ownerOf(name) != owner);
    nodes.holder();
    owner.thaw();

    cluster.heal();
    nodes.holder();
  }

  @Test
  void aClusterThatIsDownHasNoHolderAndHasOneAgainWhenItIsUp() {
    LocalNodes nodes = nodes(SHORT);
    nodes.holder();
    RedisServer other = cluster.strangerTo(name);
    List<RedisServer> replicas = cluster.replicasOf(other);

    replicas.forEach(RedisServer::kill);
    other.kill();
    nodes.untilNobodyHolds();
    other.start();
    replicas.forEach(RedisServer::start);

    nodes.holder();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a{}b", "a}b{c", "{}"})
  void aNameWhoseKeysCannotBeTogetherIsRefused(String unfit) {
    assertThatThrownBy(() -> RedisLease.builder(unfit).redis(cluster.uri()).build())
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith(
            "lease = " + unfit + ": can't be kept on a Redis Cluster, where all keys of a lease");
  }

  @Test
  void whoTakesAClusterForOneServerIsToldSo() {
    RedisServer stranger = cluster.strangerTo(name);

    try (RedisLeaseStore store = store(stranger.uri())) {
      assertThat(store.look()).isInstanceOf(LeaseAnswer.Refused.class);
      assertThat(((LeaseAnswer.Refused) store.look()).reason())
          .hasMessageContaining("is a node of a Redis Cluster: write redis+cluster://");
    }
  }
}
