package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseListener;
import io.beatcop.lease.LeaseRequest;
import io.beatcop.lease.LeaseStore;
import io.beatcop.quartz.scheduler.EntrySlices;
import io.beatcop.quartz.settings.PluginSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.StdSchedulerFactory;

/** L-b: a lease that a bug has ended is seen by operators: in the MBean, and in the log. */
class EndedLeaseTest {

  private static final PluginSettings SETTINGS =
      PluginSettings.of(
          Map.of("redis", "redis://unused", "journal", "off", "ttl", "200ms"), "nightly");

  private final MBeanServer server = MBeanServerFactory.newMBeanServer();
  private final PrintStream console = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Lease lease = new Lease(SETTINGS.lease(), new Ending());
  private Scheduler scheduler;

  /** A store with a bug: its answers end the lease, sooner or later. */
  private static final class Ending implements LeaseStore {

    /** No store may answer so: a term is a text, if an empty one. */
    @SuppressWarnings("NullAway")
    private static final LeaseAnswer IMPOSSIBLE =
        new LeaseAnswer.HeldByOther("x", Optional.empty(), null, OptionalLong.empty());

    @Override
    public LeaseAnswer ask(LeaseRequest request) {
      return IMPOSSIBLE;
    }

    @Override
    public void onRelease(Runnable wake) {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void aSchedulerWhoseLogIsRead() throws SchedulerException {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "payroll");
    properties.setProperty("org.quartz.threadPool.threadCount", "1");
    scheduler = new StdSchedulerFactory(properties).getScheduler();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void close() throws SchedulerException {
    System.setErr(console);
    lease.close();
    scheduler.shutdown();
  }

  @Test
  void aLeaseThatHasEndedIsTold() throws JMException, SchedulerException {
    EntrySlices slices = EntrySlices.of("nightly", scheduler, SETTINGS, lease, Optional.empty());
    JmxRegistration.of(new PluginEntry("nightly", "payroll", slices), server);
    ObjectName name =
        new ObjectName("io.beatcop:type=Lease,scheduler=\"payroll\",name=\"nightly\"");
    assertThat(server.getAttribute(name, "Alive")).isEqualTo(true);
    AtomicBoolean told = new AtomicBoolean();
    lease.addListener(
        new LeaseListener() {
          @Override
          public void ended(Throwable reason) {
            told.set(true);
          }
        });

    lease.campaign();
    await().untilTrue(told);

    assertThat(server.getAttribute(name, "Alive")).isEqualTo(false);
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .anyMatch(
            line ->
                line.contains("ERROR")
                    && line.contains("nightly: the lease has ended (a BeatCop bug")
                    && line.contains("restart this node"));
  }
}
