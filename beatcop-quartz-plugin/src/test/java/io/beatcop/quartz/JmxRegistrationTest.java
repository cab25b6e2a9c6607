package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** Under which name an entry of the plugin is an MBean, and what happens if it can't be one. */
class JmxRegistrationTest {

  private static final String NODE = "host-1-5f1c22aa";

  private final MBeanServer server = MBeanServerFactory.newMBeanServer();

  private static LeaseMXBean entry(String name, String scheduler) {
    Map<String, String> answers =
        Map.of("getName", name, "getScheduler", scheduler, "getLease", name, "getNode", NODE);
    return (LeaseMXBean)
        Proxy.newProxyInstance(
            JmxRegistrationTest.class.getClassLoader(),
            new Class<?>[] {LeaseMXBean.class},
            (proxy, method, arguments) ->
                Optional.ofNullable(answers.get(method.getName())).orElseThrow());
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
    String node = ",node=\"" + NODE + "\"";
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
