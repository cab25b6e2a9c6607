package io.beatcop.quartz;

import io.beatcop.lease.SettingException;
import io.beatcop.quartz.settings.PluginSettings;
import java.util.List;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/**
 * The entries of the plugin in one scheduler. They find each other in its context.
 *
 * <p>Quartz initializes them one by one, in no particular order.
 */
final class PluginEntries {

  private static final String KEY = "beatcop:";

  private PluginEntries() {}

  static List<PluginEntry> of(Scheduler scheduler) throws SchedulerException {
    return scheduler.getContext().values().stream()
        .filter(PluginEntry.class::isInstance)
        .map(PluginEntry.class::cast)
        .toList();
  }

  static void publish(PluginEntry entry, Scheduler scheduler) throws SchedulerException {
    scheduler.getContext().put(KEY + entry.name(), entry);
  }

  /**
   * Refuses an entry that can't stand beside the others.
   *
   * @throws SettingException if a firing could need two leases, or a lease would have two users
   */
  static void checkBeside(List<PluginEntry> others, PluginSettings settings) {
    for (PluginEntry other : others) {
      PluginSettings its = other.slices().settings();
      String lease = settings.lease().name();
      if (lease.equals(its.lease().name())) {
        throw new SettingException(
            "lease",
            lease,
            "is the lease of org.quartz.plugin."
                + other.name()
                + " too: two entries of one scheduler need two leases");
      }
      if (settings.triggerGroups().overlaps(its.triggerGroups())
          && settings.jobGroups().overlaps(its.jobGroups())) {
        throw new SettingException(
            "triggergroups",
            "'" + settings.triggerGroups().text() + "'",
            "overlaps with '"
                + its.triggerGroups().text()
                + "' of org.quartz.plugin."
                + other.name()
                + ", and so do their jobgroups, '"
                + settings.jobGroups().text()
                + "' and '"
                + its.jobGroups().text()
                + "': a firing can't need two leases");
      }
    }
  }
}
