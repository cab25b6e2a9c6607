package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseRequest;
import io.beatcop.lease.LeaseStore;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Under which name an entry of the plugin is an MBean, and what happens if it can't be one. */
class JmxRegistrationTest {

  private static final PluginSettings SETTINGS =
      PluginSettings.of(Map.of("redis", "redis://unused", "journal", "off"), "test");

  private final MBeanServer server = MBeanServerFactory.newMBeanServer();
  private final Lease lease = new Lease(SETTINGS.lease(), new Silent());

  @AfterEach
  void close() {
    lease.close();
  }

  private static final class Silent implements LeaseStore {

    @Override
    public LeaseAnswer ask(LeaseRequest request) {
      return new LeaseAnswer.Unavailable("never asked");
    }

    @Override
    public void onRelease(Runnable wake) {}

    @Override
    public void close() {}
  }

  private PluginEntry entry(String name, String scheduler) {
    RunningJobs running = new RunningJobs();
    GateCounts counts = new GateCounts();
    VetoGate gate =
        new VetoGate(
            name, lease, SETTINGS, running, new TriggerNames(name), Optional.empty(), counts);
    return new PluginEntry(
        name, scheduler, SETTINGS, lease, gate, running, counts, new LeaseNews("nightly"));
  }

  private Set<ObjectName> registered() throws MalformedObjectNameException {
    return server.queryNames(new ObjectName("io.beatcop:*"), null);
  }

  @Test
  void anEntryIsNamedAfterItsSchedulerAndItself() throws MalformedObjectNameException {
    JmxRegistration.of(entry("nightly", "payroll"), server);

    assertThat(registered())
        .containsExactly(
            new ObjectName("io.beatcop:type=Lease,scheduler=\"payroll\",name=\"nightly\""));
  }

  @Test
  void aNameWithCharactersThatMeanSomethingInJmxIsQuoted() throws MalformedObjectNameException {
    JmxRegistration.of(entry("a=b", "pay,roll:\"*?\\"), server);

    assertThat(registered())
        .singleElement()
        .satisfies(
            name -> {
              assertThat(ObjectName.unquote(name.getKeyProperty("scheduler")))
                  .isEqualTo("pay,roll:\"*?\\");
              assertThat(ObjectName.unquote(name.getKeyProperty("name"))).isEqualTo("a=b");
            });
  }

  @Test
  void twoSchedulersOfOneNameInOneJvmAreToldApartByTheirNode() throws MalformedObjectNameException {
    JmxRegistration.of(entry("nightly", "payroll"), server);
    JmxRegistration second = JmxRegistration.of(entry("nightly", "payroll"), server);

    String name = "io.beatcop:type=Lease,scheduler=\"payroll\",name=\"nightly\"";
    String node = ",node=\"" + SETTINGS.lease().holder() + "\"";
    assertThat(registered())
        .containsExactlyInAnyOrder(new ObjectName(name), new ObjectName(name + node));

    second.end();
    assertThat(registered()).containsExactly(new ObjectName(name));
  }

  @Test
  void whatIsGoneAlreadyCanEndAgain() throws MalformedObjectNameException {
    JmxRegistration registration = JmxRegistration.of(entry("nightly", "payroll"), server);

    registration.end();
    registration.end();

    assertThat(registered()).isEmpty();
  }

  @Test
  void aServerThatRefusesIsNoReasonToFail() {
    MBeanServer refusing =
        (MBeanServer)
            Proxy.newProxyInstance(
                JmxRegistrationTest.class.getClassLoader(),
                new Class<?>[] {MBeanServer.class},
                (proxy, method, arguments) -> {
                  throw new SecurityException("on purpose");
                });

    JmxRegistration.of(entry("nightly", "payroll"), refusing).end();
  }
}
