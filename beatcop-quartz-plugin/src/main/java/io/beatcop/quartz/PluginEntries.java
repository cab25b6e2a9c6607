package io.beatcop.quartz;

import java.util.List;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/**
 * The entries of the plugin in one scheduler, as they find each other: in its context.
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
}
