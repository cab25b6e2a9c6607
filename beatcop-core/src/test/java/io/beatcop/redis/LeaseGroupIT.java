package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Grant;
import io.beatcop.lease.LeaseGroup;
import io.beatcop.lease.LeaseGroupListener;
import io.beatcop.lease.SettingException;
import io.beatcop.lease.Slice;
import io.beatcop.testing.Ledger;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes of a group share its slices on a real Redis. */
class LeaseGroupIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final Duration TTL = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int SLICES = 16;

  private final List<LeaseGroup> groups = new CopyOnWriteArrayList<>();
  private final List<SilentRelay> relays = new ArrayList<>();
  private final List<Ledger> ledgers =
      IntStream.range(0, SLICES).mapToObj(unused -> new Ledger()).toList();
  private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();

  @BeforeEach
  void watchTheSlices() {
    redis.command("FLUSHALL");
    Future<?> unused = ticks.scheduleWithFixedDelay(this::tick, 0, 1, TimeUnit.MILLISECONDS);
  }

  @AfterEach
  void close() {
    ticks.shutdownNow();
    groups.forEach(LeaseGroup::close);
    relays.forEach(SilentRelay::close);
  }

  /** The time is read before the question: the node held it then or later, but not earlier. */
  private void tick() {
    for (LeaseGroup group : groups) {
      for (Slice slice : group.slices()) {
        slice
            .grant()
            .ifPresent(
                grant -> {
                  long now = System.nanoTime();
                  if (slice.isHeld()) {
                    ledgers.get(slice.number()).tick(group.holder(), grant.token(), now);
                  }
                });
      }
    }
  }

  private RedisLeaseGroup.Builder builder() {
    return RedisLeaseGroup.builder("orders", SLICES)
        .redis(redis.uri() + "?clientname=group")
        .ttl(TTL)
        .trustAbsence(true);
  }

  private LeaseGroup started(RedisLeaseGroup.Builder builder) {
    LeaseGroup group = builder.build();
    groups.add(group);
    group.start();
    return group;
  }

  private void awaitShares(LeaseGroup group, int least, int most) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(group.held()).hasSizeBetween(least, most));
  }

  private void checkLedgers() {
    for (Ledger ledger : ledgers) {
      assertThat(ledger.violations()).isEmpty();
    }
  }

  @Test
  void nodesShareTheSlicesAsTheyComeAndGo() {
    LeaseGroup one = started(builder());
    awaitShares(one, SLICES, SLICES);
    LeaseGroup two = started(builder());
    LeaseGroup three = started(builder());
    awaitShares(one, 5, 6);
    awaitShares(two, 5, 6);
    awaitShares(three, 5, 6);

    three.close();

    awaitShares(one, 8, 8);
    awaitShares(two, 8, 8);
    assertThat(one.slices().get(0).name()).isEqualTo("{orders}:0");
    assertThat(two.slices()).allMatch(slice -> slice.holder().isPresent());
    checkLedgers();
  }

  @Test
  void aNodeThatIsAloneHoldsItsSlicesOnceTheirAnswersAreThere() {
    LeaseGroup one = started(builder());

    one.awaitAnswers(PATIENCE);

    assertThat(one.held()).hasSize(SLICES);
    assertThat(one.slices()).noneMatch(Slice::hasSeenAnother);
  }

  /** A journal must not be taken for whole by a node that never asked for its slice before. */
  @Test
  void aNodeKnowsThatAnotherHeldASliceThoughItNeverAskedForIt() {
    awaitShares(started(builder()), SLICES, SLICES);
    LeaseGroup two = started(builder());

    assertThat(two.slices()).allMatch(Slice::hasSeenAnother);
  }

  @Slow
  @Test
  void aNodeThatIsCutOffLosesItsSlicesAndGetsItsShareBack() {
    SilentRelay relay = new SilentRelay(redis.port());
    relays.add(relay);
    LeaseGroup one = started(builder());
    LeaseGroup cut = started(builder().redis(relay.uri()));
    awaitShares(cut, 8, 8);

    relay.cut(true);
    awaitShares(cut, 0, 0);
    awaitShares(one, SLICES, SLICES);
    relay.cut(false);

    awaitShares(cut, 8, 8);
    awaitShares(one, 8, 8);
    checkLedgers();
  }

  @Test
  void aDrainingNodeGivesItsSlicesToTheOthers() throws Exception {
    LeaseGroup one = started(builder());
    awaitShares(one, SLICES, SLICES);
    LeaseGroup two = started(builder());

    assertThat(one.drain(PATIENCE)).isTrue();

    awaitShares(two, SLICES, SLICES);
    assertThat(one.held()).isEmpty();
    checkLedgers();
  }

  @Test
  void aSliceMovesOnlyWhenItsWorkHasEnded() {
    List<Slice> asked = new CopyOnWriteArrayList<>();
    LeaseGroup working =
        started(
            builder()
                .listener(
                    new LeaseGroupListener() {
                      @Override
                      public void asked(Slice slice, Grant grant, String why) {
                        asked.add(slice);
                      }
                    }));
    awaitShares(working, SLICES, SLICES);
    LeaseGroup other = started(builder());
    await().atMost(PATIENCE).until(() -> asked.size() == 1);
    Slice moving = asked.get(0);

    assertThat(moving.isHeld()).isTrue();
    assertThat(moving.isAskedToLeave()).isTrue();
    assertThat(other.held()).isEmpty();
    moving.release();

    assertThat(moving.isHeld()).isFalse();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(other.held()).extracting(Slice::number).contains(moving.number()));
    checkLedgers();
  }

  @Slow
  @Test
  void nodesWithALimitLeaveASpare() {
    LeaseGroup one = started(builder().most(8));
    LeaseGroup two = started(builder().most(8));
    LeaseGroup spare = started(builder().most(8));
    awaitShares(one, 5, 8);
    awaitShares(two, 5, 8);

    one.close();
    awaitShares(two, 8, 8);
    awaitShares(spare, 8, 8);
    spare.close();

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                two.slices().stream()
                    .noneMatch(slice -> slice.holder().filter(spare.holder()::equals).isPresent()));
    assertThat(two.held()).hasSize(8);
    checkLedgers();
  }

  @Test
  void aGroupHasOneThreadMoreThanALease() {
    LeaseGroup one = started(builder());
    awaitShares(one, SLICES, SLICES);

    await().until(() -> threads() == 4);
    one.close();

    await().until(() -> threads() == 0);
    assertThat(redis.command("HLEN", "{orders}:nodes")).contains(0L);
    assertThat(redis.command("EXISTS", "{orders}:0")).contains(0L);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(
            name ->
                name.startsWith("beatcop-127.0.0.1:" + redis.port() + "-")
                    || name.equals("beatcop-orders-balance"))
        .count();
  }

  /** The rights of docs/redis.md. */
  @Slow
  @Test
  void theDocumentedRightsAreEnough() {
    redis.command("ACL", "DELUSER", "app");
    redis.command(
        ("ACL SETUSER app resetchannels on >secret ~{orders}:* &{orders}:*:released:*"
                + " &{orders}:balance:* +eval +evalsha +get +set +del +pttl +pexpire +info"
                + " +publish +subscribe +time +mget +hgetall +hset +hdel +client|setname")
            .split(" ", -1));
    String uri = redis.uri().replace("redis://", "redis://app:secret@");
    LeaseGroup one = started(builder().redis(uri));
    LeaseGroup two = started(builder().redis(uri));

    awaitShares(one, 8, 8);
    awaitShares(two, 8, 8);
    two.close();

    awaitShares(one, SLICES, SLICES);
    assertThat(String.valueOf(redis.command("ACL", "LOG"))).doesNotContain("{orders}:nodes");
  }

  @Test
  void aMissingRightIsRefusedAtTheStart() {
    redis.command("ACL", "DELUSER", "app");
    redis.command("ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all", "-hgetall");
    LeaseGroup group =
        builder().redis(redis.uri().replace("redis://", "redis://app:secret@")).build();
    groups.add(group);

    assertThatThrownBy(group::start)
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("lacks a right")
        .hasMessageContaining("HGETALL");
  }

  @Test
  void aMistakeIsRefusedWithOneSentence() {
    assertThatThrownBy(() -> RedisLeaseGroup.builder("orders", 0).build())
        .isInstanceOf(SettingException.class)
        .hasMessage("slices = 0: must be from 1 to 1024");
    assertThatThrownBy(() -> builder().weight(0).build())
        .isInstanceOf(SettingException.class)
        .hasMessage("weight = 0: must be from 1 to 1000");
    assertThatThrownBy(() -> builder().label("a b").build())
        .isInstanceOf(SettingException.class)
        .hasMessage("label = 'a b': must be up to 64 characters without spaces");
    assertThatThrownBy(() -> builder().redis("redis+quorum://a,b,c").build())
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("must not be a quorum");
  }
}
