package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.SchedulerException;

/** Several entries of the plugin in one scheduler, so that work spreads over the nodes. */
@Slow
class SpreadingIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final int number = NAMES.incrementAndGet();
  private final String leaseOfX = "x-" + number;
  private final String leaseOfY = "y-" + number;
  private final List<AutoCloseable> nodes = new ArrayList<>();

  /** As after a first clean stop, so that no test waits for a holder from before (L7). */
  @BeforeEach
  void leasesThatWereReleasedBefore() {
    redis.start();
    await().until(() -> uptimeSeconds() > 4);
    for (String lease : List.of(leaseOfX, leaseOfY)) {
      redis.command("SET", "{" + lease + "}:token", "7");
      redis.command("SET", "{" + lease + "}:term", "released");
    }
  }

  private static long uptimeSeconds() {
    String server = redis.command("INFO", "server").orElseThrow().toString();
    return Long.parseLong(server.replaceAll("(?s).*uptime_in_seconds:(\\d+).*", "$1"));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable node : nodes) {
      node.close();
    }
  }

  private Node node(Properties entries) throws SchedulerException {
    Node node = Node.of("spread-" + NAMES.incrementAndGet(), entries);
    nodes.add(node);
    return node;
  }

  private void entry(Properties entries, String name, String lease, String... more) {
    String[] common = {"redis", redis.uri(), "lease", lease, "ttl", "4s"};
    String[] all = Stream.concat(Arrays.stream(common), Arrays.stream(more)).toArray(String[]::new);
    Node.entry(entries, name, all);
  }

  /** Two entries, one with a lease and patterns for triggers and jobs, and another. */
  private Properties two(
      String lease, String triggers, String jobs, String otherTriggers, String otherJobs) {
    Properties entries = new Properties();
    entry(entries, "one", leaseOfX, "triggergroups", triggers, "jobgroups", jobs);
    entry(entries, "two", lease, "triggergroups", otherTriggers, "jobgroups", otherJobs);
    return entries;
  }

  /** The groups x and y, each with a lease, on a node that prefers one of them. */
  private Properties preferring(String group) {
    Properties entries = new Properties();
    String x = String.valueOf(group.equals("x"));
    String y = String.valueOf(group.equals("y"));
    entry(entries, "one", leaseOfX, "triggergroups", "x", "preferred", x);
    entry(entries, "two", leaseOfY, "triggergroups", "y", "preferred", y);
    return entries;
  }

  private static boolean isLeader(Node node, String entry) throws SchedulerException {
    return node.entry(entry).getState() == LeaseState.LEADER;
  }

  @Test
  void whatTwoEntriesWouldGateIsRefusedWithBothNames() {
    assertThatThrownBy(() -> node(two(leaseOfY, "nightly-*", "*", "hourly,*-eu", "*")))
        .isInstanceOf(SchedulerException.class)
        .hasMessageMatching("org\\.quartz\\.plugin\\.(one|two)\\.triggergroups = '.*': overlaps.*")
        .hasMessageContaining("org.quartz.plugin.one")
        .hasMessageContaining("org.quartz.plugin.two")
        .hasMessageEndingWith(
            ", and so do their jobgroups, '*' and '*': a firing can't need two leases");
  }

  @Test
  void triggersThatOverlapAreNoConflictIfTheirJobsDoNot() throws SchedulerException {
    Node node = node(two(leaseOfY, "*", "a", "*", "b"));

    assertThat(node.entry("one").getLease()).isEqualTo(leaseOfX);
    assertThat(node.entry("two").getLease()).isEqualTo(leaseOfY);
  }

  @Test
  void twoEntriesWithOneLeaseAreRefused() {
    assertThatThrownBy(() -> node(two(leaseOfX, "a", "*", "b", "*")))
        .isInstanceOf(SchedulerException.class)
        .hasMessageMatching(
            "org\\.quartz\\.plugin\\.(one|two)\\.lease = "
                + leaseOfX
                + ": is the lease of org\\.quartz\\.plugin\\.(one|two) too: two entries of one"
                + " scheduler need two leases");
  }

  @Test
  void whatIsRefusedLeavesNoMBeanBehind() throws MalformedObjectNameException {
    assertThatThrownBy(() -> node(two(leaseOfX, "a", "*", "b", "*")))
        .isInstanceOf(SchedulerException.class);

    String scheduler = ObjectName.quote("spread-" + NAMES.get());
    assertThat(
            ManagementFactory.getPlatformMBeanServer()
                .queryNames(new ObjectName("io.beatcop:scheduler=" + scheduler + ",*"), null))
        .isEmpty();
  }

  @Test
  void eachNodeGetsTheLeaseThatItPrefersAlthoughTheFirstOneCouldHaveBoth()
      throws SchedulerException {
    Node first = node(preferring("x")).everyTenthOfASecond("x").everyTenthOfASecond("y");
    Node second = node(preferring("y")).everyTenthOfASecond("x").everyTenthOfASecond("y");

    first.start();
    second.start();

    await().until(() -> isLeader(first, "one") && isLeader(second, "two"));
    await().until(() -> first.entry("two").getHolder() != null);
    await().until(() -> first.fires().size() > 5 && second.fires().size() > 5);
    assertThat(first.fires()).allMatch(fire -> fire.trigger().getGroup().equals("x"));
    assertThat(second.fires()).allMatch(fire -> fire.trigger().getGroup().equals("y"));
  }

  @Test
  void eachNodeGetsTheLeaseThatItPrefersInTheOtherOrderToo() throws SchedulerException {
    Node second = node(preferring("y"));
    Node first = node(preferring("x"));

    second.start();
    first.start();

    await().until(() -> isLeader(first, "one") && isLeader(second, "two"));
  }

  @Test
  void aNodeThatIsAloneHasBothThoughItPrefersOne() throws SchedulerException {
    Node node = node(preferring("x")).start();

    await().until(() -> isLeader(node, "one") && isLeader(node, "two"));
  }

  @Test
  void afterACleanStopTheOtherHasBoth() throws SchedulerException {
    Node first = node(preferring("x")).start();
    Node second = node(preferring("y")).start();
    await().until(() -> isLeader(first, "one") && isLeader(second, "two"));

    first.scheduler().standby();

    await().until(() -> isLeader(second, "one") && isLeader(second, "two"));
  }

  @Test
  void afterANodeDiedTheOtherHasBothAndKeepsThem() throws SchedulerException {
    Node second = node(preferring("y"));
    ForkedNode first = ForkedNode.start(ForkedNode.classPath(), "forked", preferring("x"));
    nodes.add(first);
    await().until(() -> first.said().contains("fired"));
    second.start();
    await().until(() -> second.entry("one").getHolder() != null);

    first.kill();
    await().until(() -> isLeader(second, "one"));
    await().until(() -> isLeader(second, "two"));

    Node back = node(preferring("x")).start();
    await().until(() -> back.entry("one").getHolder() != null);
    assertThat(isLeader(second, "one")).isTrue();
    assertThat(isLeader(back, "one")).isFalse();
  }
}
