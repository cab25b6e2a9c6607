package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quartz.SchedulerException;

/** The plugin in real schedulers, on a real Redis. */
class BeatCopPluginIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final String TTL = "2s";

  private final String lease = "jobs-" + NAMES.incrementAndGet();
  private final List<Node> nodes = new ArrayList<>();

  /** As after a first clean stop, so that no test waits for a holder from before (L7). */
  @BeforeEach
  void aLeaseThatWasReleasedBefore() {
    redis.start();
    await().until(() -> uptimeSeconds() > 2);
    redis.command("SET", "{" + lease + "}:token", "7");
    redis.command("SET", "{" + lease + "}:term", "released");
  }

  private static long uptimeSeconds() {
    String server = redis.command("INFO", "server").orElseThrow().toString();
    return Long.parseLong(server.replaceAll("(?s).*uptime_in_seconds:(\\d+).*", "$1"));
  }

  @AfterEach
  void close() {
    nodes.forEach(Node::close);
  }

  private Node node(String name, String... more) throws SchedulerException {
    String[] common = {"redis", redis.uri(), "lease", lease, "ttl", TTL};
    String[] all = Stream.concat(Arrays.stream(common), Arrays.stream(more)).toArray(String[]::new);
    Node node = Node.with(name + "-" + NAMES.incrementAndGet(), all);
    nodes.add(node);
    return node;
  }

  private static void untilFiresAgain(Node node) {
    int before = node.fires().size();
    await().until(() -> node.fires().size() >= before + 5);
  }

  private List<Fire> allFires() {
    return nodes.stream().flatMap(node -> node.fires().stream()).toList();
  }

  private void noScheduledTimeWasFiredTwice() {
    assertThat(allFires().stream().map(fire -> fire.trigger() + " " + fire.scheduledMillis()))
        .doesNotHaveDuplicates();
  }

  private boolean isLeaseHeldBySomebody() {
    return redis.command("EXISTS", lease).orElseThrow().equals(1L);
  }

  @Test
  void ofThreeNodesOneFires() throws SchedulerException {
    Node first = node("a").everyTenthOfASecond("g").start();
    Node second = node("b").everyTenthOfASecond("g").start();
    Node third = node("c").everyTenthOfASecond("g").start();

    untilFiresAgain(first);

    assertThat(second.fires()).isEmpty();
    assertThat(third.fires()).isEmpty();
    assertThat(first.fires().get(0).token().getAsLong()).isGreaterThan(7);
    noScheduledTimeWasFiredTwice();
  }

  @Test
  void aNodeThatIsAloneFiresItsFirstTrigger() throws SchedulerException {
    Node node = node("a").longJob(new CountDownLatch(0)).start();

    await().until(() -> node.fires().size() == 1);
  }

  @Test
  void standbyHandsOverAndStartJoinsAgain() throws SchedulerException {
    Node first = node("a").everyTenthOfASecond("g").start();
    Node second = node("b").everyTenthOfASecond("g").start();
    untilFiresAgain(first);

    first.scheduler().standby();
    untilFiresAgain(second);
    long token = second.fires().get(0).token().getAsLong();
    assertThat(token).isGreaterThan(first.fires().get(0).token().getAsLong());

    first.scheduler().start();
    second.scheduler().standby();
    untilFiresAgain(first);
    noScheduledTimeWasFiredTwice();
  }

  @Test
  void shutdownHandsOver() throws SchedulerException {
    Node first = node("a").everyTenthOfASecond("g").start();
    Node second = node("b").everyTenthOfASecond("g").start();
    untilFiresAgain(first);

    first.scheduler().shutdown();

    untilFiresAgain(second);
    noScheduledTimeWasFiredTwice();
  }

  @Test
  void shutdownThatWaitsReleasesAfterTheLastJob() throws SchedulerException {
    CountDownLatch latch = new CountDownLatch(1);
    Node node = node("a").longJob(latch).start();
    await().until(() -> node.fires().size() == 1);

    CompletableFuture<Void> shutdown = CompletableFuture.runAsync(node::close);
    keepsTheLeaseLongerThanItsTtl();
    latch.countDown();
    shutdown.join();

    assertThat(isLeaseHeldBySomebody()).isFalse();
  }

  @Slow
  @Test
  void shutdownThatDoesNotWaitKeepsTheLeaseUntilTheJobHasEnded() throws SchedulerException {
    CountDownLatch latch = new CountDownLatch(1);
    Node node = node("a").longJob(latch).start();
    await().until(() -> node.fires().size() == 1);

    node.scheduler().shutdown(false);
    keepsTheLeaseLongerThanItsTtl();
    latch.countDown();

    await().until(() -> !isLeaseHeldBySomebody());
  }

  @Slow
  @Test
  void standbyKeepsTheLeaseUntilTheJobHasEndedAndFiresNothingNew() throws SchedulerException {
    CountDownLatch latch = new CountDownLatch(1);
    Node node = node("a").everyTenthOfASecond("g").longJob(latch).start();
    Node other = node("b").everyTenthOfASecond("g").start();
    untilFiresAgain(node);

    node.scheduler().standby();
    keepsTheLeaseLongerThanItsTtl();
    assertThat(other.fires()).isEmpty();
    latch.countDown();

    untilFiresAgain(other);
    noScheduledTimeWasFiredTwice();
  }

  private void keepsTheLeaseLongerThanItsTtl() {
    await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(8))
        .until(this::isLeaseHeldBySomebody);
  }

  @Test
  void whatIsNotGatedFiresOnEveryNode() throws SchedulerException {
    Node first =
        node("a", "triggergroups", "nightly-*, reports")
            .everyTenthOfASecond("nightly-1")
            .everyTenthOfASecond("local")
            .start();
    Node second =
        node("b", "triggergroups", "nightly-*, reports")
            .everyTenthOfASecond("nightly-1")
            .everyTenthOfASecond("local")
            .start();

    untilFiresAgain(first);
    untilFiresAgain(second);

    assertThat(second.fires()).allMatch(fire -> fire.trigger().getGroup().equals("local"));
    assertThat(second.fires()).allMatch(fire -> fire.token().isEmpty());
    await().until(() -> first.fires().stream().anyMatch(fire -> fire.token().isPresent()));
  }

  @Test
  void jobGroupsCanBeGatedToo() throws SchedulerException {
    Node first = node("a", "jobgroups", "other").everyTenthOfASecond("g").start();
    Node second = node("b", "jobgroups", "other").everyTenthOfASecond("g").start();

    untilFiresAgain(first);
    untilFiresAgain(second);
  }

  @Slow
  @Test
  void aRedisThatIsDownAtTheStartKeepsNothingFromStartingAndIsFoundLater()
      throws SchedulerException {
    redis.stop();
    Node node = node("a").everyTenthOfASecond("g").start();
    assertThat(node.scheduler().isStarted()).isTrue();
    await()
        .during(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(5))
        .until(() -> node.fires().isEmpty());

    redis.start();

    untilFiresAgain(node);
  }

  @Test
  void aLostLeaseVetoesAndAnotherNodeFires() throws SchedulerException {
    Node first = node("a").everyTenthOfASecond("g").start();
    untilFiresAgain(first);
    Node second = node("b").everyTenthOfASecond("g").start();

    redis.command("SET", lease, "a stranger", "PX", "60000");

    await()
        .during(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(10))
        .until(new Silence(this)::lasts);
    redis.command("DEL", lease);
    await().until(() -> allFires().size() > 10);
    assertThat(second.scheduler().isStarted()).isTrue();
    noScheduledTimeWasFiredTwice();
  }

  /** Whether nothing was fired since it was asked last. */
  private static final class Silence {

    private final BeatCopPluginIT test;
    private int last = -1;

    Silence(BeatCopPluginIT test) {
      this.test = test;
    }

    boolean lasts() {
      int now = test.allFires().size();
      boolean silent = now == last;
      last = now;
      return silent;
    }
  }

  @Test
  void theLeaseIsNamedAfterTheSchedulerUnlessItHasANameOfItsOwn() throws SchedulerException {
    Node node = Node.with("payroll", "redis", redis.uri(), "ttl", TTL);
    nodes.add(node);

    node.start();

    assertThat(redis.command("EXISTS", "beatcop:payroll")).contains(1L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ttl | 50ms | ttl = 50ms: must be from 100ms to 1d",
        "ttl | 10 | ttl = 10: must be a whole number and its unit, such as 500ms, 10s or 5m",
        "timeout | 3s | timeout = 3s: must be from 1ms to a quarter of the ttl, 500ms",
        "redis | localhost | redis = localhost: must begin with redis://, rediss:// for TLS",
        "database | x | database = x: must be a number, from 0",
        "wait | all | wait = all: must be a number, from 0",
        "user | me | user = me: needs a password",
        "sentinelpassword | se-cret | sentinelpassword = ***: is only for redis+sentinel://",
        "ca | /no-such-file | ca = /no-such-file: needs rediss://",
        "cert | /no-such-file | cert = /no-such-file: needs rediss://",
        "key | /no-such-file | key = /no-such-file: needs rediss://",
        "servername | h | servername = h: needs rediss://",
        "clientname | a b | clientname = a b: must be letters, digits and signs",
        "redis | redis://no-such-host.invalid | unknown host 'no-such-host.invalid'",
        "triggergroups | a,,b | triggergroups = 'a,,b': must be names of groups separated by",
        "trustabsence | maybe | trustabsence = maybe: must be true or false"
      })
  void aWrongSettingIsRefusedByItsName(String property, String value, String message) {
    assertThatThrownBy(() -> node("a", property, value))
        .isInstanceOf(SchedulerException.class)
        .hasMessageStartingWith("org.quartz.plugin.beatcop." + property + " = ")
        .hasMessageContaining(message);
  }

  @Test
  void aMissingRedisIsRefused() {
    assertThatThrownBy(() -> Node.with("no-redis"))
        .isInstanceOf(SchedulerException.class)
        .hasMessage(
            "org.quartz.plugin.beatcop.redis = : must be given, such as"
                + " redis://redis.internal:6379/0");
  }

  @Test
  void anUnknownPropertyIsRefused() {
    assertThatThrownBy(() -> node("a", "nonsense", "x"))
        .isInstanceOf(SchedulerException.class)
        .rootCause()
        .hasMessageContaining("nonsense");
  }

  @Test
  void aPasswordThatRedisDoesNotTakeIsRefusedAndNotRepeated() {
    String uri = redis.uri().replace("redis://", "redis://:secret@");

    assertThatThrownBy(() -> node("a", "redis", uri))
        .isInstanceOf(SchedulerException.class)
        .hasMessageContaining("redis://:***@127.0.0.1")
        .hasMessageNotContaining("secret");
  }
}
