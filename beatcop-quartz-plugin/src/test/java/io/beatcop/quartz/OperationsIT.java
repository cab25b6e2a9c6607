package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Loss;
import io.beatcop.testing.MeterTable;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/** The MBean of an entry, and its meters, which operators see. */
@Slow
class OperationsIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final MBeanServer JMX = ManagementFactory.getPlatformMBeanServer();

  private final int number = NAMES.incrementAndGet();
  private final String lease = "operated-" + number;
  private final List<Node> nodes = new ArrayList<>();

  @BeforeEach
  void aRedisWithoutTheLease() {
    redis.start();
  }

  @AfterEach
  void close() {
    nodes.forEach(Node::close);
  }

  private Node node(String name, String trustAbsence) throws SchedulerException {
    Node node =
        Node.with(
            name + "-" + number,
            "redis",
            redis.uri(),
            "lease",
            lease,
            "ttl",
            "2s",
            "trustabsence",
            trustAbsence);
    nodes.add(node);
    return node;
  }

  private static ObjectName nameOf(Node node) throws JMException, SchedulerException {
    return new ObjectName(
        "io.beatcop:type=Lease,scheduler="
            + ObjectName.quote(node.scheduler().getSchedulerName())
            + ",name=\"beatcop\"");
  }

  private static Object attribute(Node node, String name) throws JMException, SchedulerException {
    return JMX.getAttribute(nameOf(node), name);
  }

  @Test
  void theMBeanOfTheLeaderShowsItsTermAndWhatItFired() throws JMException, SchedulerException {
    Node leader = node("a", "true").everyTenthOfASecond("g").start();

    await().until(() -> (long) attribute(leader, "Fires") > 2);

    assertThat(attribute(leader, "State")).isEqualTo("LEADER");
    assertThat(attribute(leader, "Name")).isEqualTo("beatcop");
    assertThat(attribute(leader, "Lease")).isEqualTo(lease);
    assertThat(attribute(leader, "Holder")).isEqualTo(attribute(leader, "Node"));
    assertThat(redis.command("GET", lease)).contains(attribute(leader, "Node"));
    assertThat(attribute(leader, "Token")).isEqualTo(leader.fires().get(0).token().getAsLong());
    assertThat(attribute(leader, "Deadline")).isNotNull();
    assertThat(attribute(leader, "Preferred")).isEqualTo(true);
    assertThat(attribute(leader, "Terms")).isEqualTo(1L);
    assertThat(attribute(leader, "TakeOvers")).isEqualTo(0L);
  }

  @Test
  void theMBeanOfAFollowerShowsWhoHoldsTheLeaseAndWhatWasVetoed()
      throws JMException, SchedulerException {
    Node leader = node("a", "true").start();
    Node follower = node("b", "true").everyTenthOfASecond("g").start();

    await().until(() -> (long) attribute(follower, "Vetoes") > 2);

    assertThat(attribute(follower, "State")).isEqualTo("FOLLOWER");
    assertThat(attribute(follower, "Holder")).isEqualTo(attribute(leader, "Node"));
    assertThat(attribute(follower, "Token")).isNull();
    assertThat(attribute(follower, "Deadline")).isNull();
    assertThat(attribute(follower, "Fires")).isEqualTo(0L);
  }

  @Test
  void aTakeOverIsCountedAndTimed() throws JMException, SchedulerException {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Node first = node("a", "true").start();
    Node second = node("b", "true");
    new BeatCopMetrics(second.scheduler()).bindTo(registry);
    second.start();
    await().until(() -> attribute(second, "Holder") != null);

    first.scheduler().standby();

    await().until(() -> attribute(second, "TakeOvers").equals(1L));
    await().until(() -> registry.get("beatcop.handover.duration").timer().count() == 1);
    assertThat(attribute(first, "State")).isEqualTo("STANDBY");
    assertThat(attribute(first, "Holder")).isNull();
  }

  @Test
  void aLossIsCounted() throws JMException, SchedulerException {
    Node node = node("a", "true").start();
    await().until(() -> attribute(node, "State").equals("LEADER"));

    redis.command("SET", lease, "a-stranger", "PX", "60000");

    await().until(() -> attribute(node, "Losses").equals(1L));
    await().until(() -> attribute(node, "Holder") != null);
    assertThat(attribute(node, "Holder")).isEqualTo("a-stranger");
    redis.command("DEL", lease);
  }

  @Test
  void aNodeThatHasToWaitForAnUnknownHolderSaysSo() throws JMException, SchedulerException {
    Node node = node("a", "false");
    assertThat(attribute(node, "State")).isEqualTo("STANDBY");

    node.start();

    await().until(() -> attribute(node, "State").equals("WAITING"));
    await().until(() -> attribute(node, "State").equals("LEADER"));
  }

  @Test
  void aNodeThatIsLeavingIsShownUntilItsLastJobHasEnded() throws JMException, SchedulerException {
    CountDownLatch latch = new CountDownLatch(1);
    Node node = node("a", "true").longJob(latch).start();
    await().until(() -> node.fires().size() == 1);

    node.scheduler().shutdown(false);

    assertThat(attribute(node, "State")).isEqualTo("LEAVING");
    assertThat(attribute(node, "Running")).isEqualTo(1);
    latch.countDown();
    ObjectName name = nameOf(node);
    await().until(() -> !JMX.isRegistered(name));
  }

  @Test
  void theSameIsThereWithoutJmx() throws SchedulerException {
    Node node = node("a", "true").start();

    await().until(() -> node.entry("beatcop").getState() == LeaseState.LEADER);
  }

  @Test
  void theMetersShowWhatTheMBeanShows() throws SchedulerException {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Node node = node("a", "true").everyTenthOfASecond("g");
    Scheduler scheduler = node.scheduler();
    new BeatCopMetrics(scheduler).bindTo(registry);
    assertThat(registry.get("beatcop.lease.held").gauge().value()).isZero();

    node.start();

    await().until(() -> registry.get("beatcop.fires").functionCounter().count() > 2);
    assertThat(registry.get("beatcop.lease.held").gauge().value()).isEqualTo(1);
    assertThat(registry.get("beatcop.fire.lag").timer().count()).isGreaterThan(2);
    assertThat(registry.get("beatcop.claim.duration").timer().totalTime(TimeUnit.NANOSECONDS))
        .isPositive();
    assertThat(registry.get("beatcop.lease.terms").functionCounter().count()).isEqualTo(1);
    assertThat(registry.get("beatcop.lease.remaining").timeGauge().value(TimeUnit.MILLISECONDS))
        .isBetween(1.0, 2000.0);
    assertThat(registry.getMeters().stream().map(Meter::getId))
        .hasSize(MeterTable.of("plugin").size() + Loss.Reason.values().length - 1)
        .allSatisfy(
            id -> {
              assertThat(id.getTag("lease")).isEqualTo(lease);
              assertThat(id.getTag("scheduler")).isEqualTo("a-" + number);
            });
  }

  @Test
  void aSchedulerWithoutThePluginHasNoMeters() throws SchedulerException {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Node node = Node.of("without-" + number, new Properties());
    nodes.add(node);

    new BeatCopMetrics(node.scheduler()).bindTo(registry);

    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void thePluginWorksWithoutMicrometer() {
    String classPath =
        Arrays.stream(ForkedNode.classPath().split(File.pathSeparator))
            .filter(entry -> !entry.contains("micrometer"))
            .collect(Collectors.joining(File.pathSeparator));
    Properties entries = new Properties();
    Node.entry(entries, "beatcop", "redis", redis.uri(), "lease", lease, "trustabsence", "true");

    try (ForkedNode node = ForkedNode.start(classPath, "without-micrometer", entries)) {
      await().until(() -> node.said().size() == 2);
      assertThat(node.said()).containsExactly("Micrometer is not there", "fired");
    }
  }
}
