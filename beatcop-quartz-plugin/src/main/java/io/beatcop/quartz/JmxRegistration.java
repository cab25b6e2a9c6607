package io.beatcop.quartz;

import java.util.Optional;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registration of a plugin entry as an MBean of its JVM, if it succeeded. */
final class JmxRegistration {

  private static final Logger log = LoggerFactory.getLogger(JmxRegistration.class);

  private final MBeanServer server;
  private final String lease;
  private final Optional<ObjectName> name;

  private JmxRegistration(MBeanServer server, String lease, Optional<ObjectName> name) {
    this.server = server;
    this.lease = lease;
    this.name = name;
  }

  /** Registers an entry. Never throws: a scheduler without an MBean is better than none. */
  static JmxRegistration of(LeaseMXBean entry, MBeanServer server) {
    try {
      return new JmxRegistration(server, entry.getLease(), Optional.of(register(entry, server)));
    } catch (JMException | RuntimeException | LinkageError e) {
      log.warn(
          "{}: has no MBean: {}; fix that if you need one, all else works",
          entry.getLease(),
          e.toString());
      return new JmxRegistration(server, entry.getLease(), Optional.empty());
    }
  }

  private static ObjectName register(LeaseMXBean entry, MBeanServer server) throws JMException {
    String name =
        "io.beatcop:type=Lease,scheduler="
            + ObjectName.quote(entry.getScheduler())
            + ",name="
            + ObjectName.quote(entry.getName());
    try {
      return server.registerMBean(entry, new ObjectName(name)).getObjectName();
    } catch (InstanceAlreadyExistsException e) {
      // Two applications in one container may each have a scheduler of that name.
      ObjectName other = new ObjectName(name + ",node=" + ObjectName.quote(entry.getNode()));
      log.warn(
          "{}: another scheduler of this JVM has the MBean {}, so this one is registered as {}; give"
              + " each scheduler its own org.quartz.scheduler.instanceName",
          entry.getLease(),
          name,
          other);
      return server.registerMBean(entry, other).getObjectName();
    }
  }

  /** Removes the entry. Never throws. */
  void end() {
    try {
      if (name.isPresent()) {
        server.unregisterMBean(name.get());
      }
    } catch (InstanceNotFoundException e) {
      // Something else has removed it, or this is the second call.
      log.debug("{}: {} is gone already", lease, name);
    } catch (JMException | RuntimeException | LinkageError e) {
      log.warn(
          "{}: could not remove {}: {}; it shows a lease that has ended",
          lease,
          name,
          e.toString());
    }
  }
}
