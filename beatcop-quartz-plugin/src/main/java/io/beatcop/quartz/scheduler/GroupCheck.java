package io.beatcop.quartz.scheduler;

import io.beatcop.quartz.settings.GroupPattern;
import io.beatcop.quartz.settings.PluginSettings;
import java.util.Set;
import java.util.TreeSet;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns once of a pattern of groups that matches nothing: it lets every node fire everything (Q-o).
 */
final class GroupCheck {

  private static final Logger log = LoggerFactory.getLogger(ScheduleEvents.class);

  private final Scheduler scheduler;
  private final PluginSettings settings;
  private volatile boolean told;

  GroupCheck(Scheduler scheduler, PluginSettings settings) {
    this.scheduler = scheduler;
    this.settings = settings;
  }

  void check() throws SchedulerException {
    Set<String> triggerGroups = new TreeSet<>(scheduler.getTriggerGroupNames());
    Set<String> jobGroups = new TreeSet<>(scheduler.getJobGroupNames());
    if (told || triggerGroups.isEmpty()) {
      return;
    }
    check("triggergroups", settings.triggerGroups(), triggerGroups);
    check("jobgroups", settings.jobGroups(), jobGroups);
  }

  private void check(String setting, GroupPattern pattern, Set<String> groups) {
    if (groups.stream().noneMatch(pattern::matches)) {
      told = true;
      log.warn(
          "{}: {} = {} matches no group of this scheduler, so every node fires everything; its"
              + " groups are {}",
          settings.lease().name(),
          setting,
          pattern.text(),
          groups.stream().limit(20).toList());
    }
  }
}
