package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.testing.RedisServer;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.SchedulerException;

/** What operators see: the MBean of an entry. */
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
  void aTakeOverIsCounted() throws JMException, SchedulerException {
    Node first = node("a", "true").start();
    Node second = node("b", "true").start();
    await().until(() -> attribute(second, "Holder") != null);

    first.scheduler().standby();

    await().until(() -> attribute(second, "TakeOvers").equals(1L));
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
}
