package io.beatcop.spring;

import io.beatcop.lease.Lease;
import io.beatcop.quartz.BeatCop;
import io.beatcop.quartz.LeaseMXBean;
import io.beatcop.quartz.LeaseSliceView;
import io.beatcop.quartz.LeaseState;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/** The health of the leases that Quartz' plugin holds. */
final class SchedulerHealth {

  private SchedulerHealth() {}

  static LeaseHealth of(GatedSchedulers schedulers) {
    Map<String, String> details = new TreeMap<>();
    boolean isWell = true;
    for (Scheduler scheduler : schedulers.all().toList()) {
      for (LeaseMXBean entry : GatedSchedulers.entries(scheduler).toList()) {
        // Counted by Quartz and by the gate, for each alone is late for a moment.
        long late = entry.getRunning() > 0 ? late(scheduler, entry) : 0;
        isWell &= entry.isAlive() && late == 0;
        details.put(entry.getLease(), words(entry, late) + overdue(entry));
      }
    }
    return new LeaseHealth(isWell, details);
  }

  private static long late(Scheduler scheduler, LeaseMXBean entry) {
    Set<String> leases =
        entry.getSlices().stream().map(LeaseSliceView::getLease).collect(Collectors.toSet());
    try {
      return scheduler.getCurrentlyExecutingJobs().stream()
          .filter(run -> isWithoutItsLease(run, leases))
          .count();
    } catch (SchedulerException e) {
      // Only the proxy of a scheduler in another JVM, over RMI, throws it.
      return 0;
    }
  }

  private static boolean isWithoutItsLease(JobExecutionContext run, Set<String> leases) {
    return BeatCop.lease(run)
        .filter(lease -> leases.contains(lease.settings().name()))
        .map(Lease::token)
        .filter(token -> !token.equals(BeatCop.fencingToken(run)))
        .isPresent();
  }

  /** It makes no node unwell: a restart of one that waits does not help. */
  private static String overdue(LeaseMXBean entry) {
    return entry.getOverdue() == 0
        ? ""
        : "; overdue: " + entry.getOverdue() + ", first " + entry.getOverdueTrigger();
  }

  private static String words(LeaseMXBean entry, long late) {
    if (!entry.isAlive()) {
      return "a bug has ended its thread: restart this node";
    }
    if (late > 0) {
      return "lost, and jobs of this node that still run: " + late;
    }
    if (entry.getSpread() > 1 && entry.getState() != LeaseState.STANDBY) {
      return "%d of %d slices held by this node".formatted(entry.getHeld(), entry.getSpread());
    }
    return switch (entry.getState()) {
      case LEADER -> "held by this node, token " + entry.getToken();
      case LEAVING -> "held by this node until its last job has ended";
      case WAITING -> "granted to this node, which waits for a ttl before it acts";
      case STANDBY -> "not asked for, since the scheduler is not started";
      case FOLLOWER ->
          entry.getHolder() == null
              ? "asked for; no holder seen yet"
              : "asked for; held by " + entry.getHolder();
    };
  }
}
