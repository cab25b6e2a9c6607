package io.beatcop.quartz.scheduler;

import io.beatcop.lease.Grant;
import io.beatcop.lease.LeaseListener;
import io.beatcop.lease.Loss;
import io.beatcop.quartz.journal.Claims;
import io.beatcop.quartz.shared.SharedSchedule;
import io.beatcop.quartz.shared.StoreLink;
import io.beatcop.quartz.shared.copy.ScheduleNews;
import java.util.function.Consumer;
import org.quartz.JobKey;
import org.quartz.TriggerKey;

/**
 * Carries the news between a shared schedule and the rules of firing: a change of a trigger, by
 * whichever node, to the rules of the holder; and a new term to the schedule.
 */
final class SharedChanges implements ScheduleNews, LeaseListener {

  private final StoreLink store;
  private final Claims claims;
  private final Runnable requestRecovery;
  private final OverdueWatch overdue;
  private final Consumer<JobKey> interrupts;

  SharedChanges(
      StoreLink store,
      Claims claims,
      Runnable requestRecovery,
      OverdueWatch overdue,
      Consumer<JobKey> interrupts) {
    this.store = store;
    this.overdue = overdue;
    this.interrupts = interrupts;
    this.claims = claims;
    this.requestRecovery = requestRecovery;
  }

  @Override
  public void scheduled(TriggerKey key) {
    overdue.seeAnew(key);
    claims.tell(rules -> rules.recovery().triggerScheduled(key));
    requestRecovery.run();
  }

  @Override
  public void unscheduled(TriggerKey key) {
    // If one of this name is stored later, it is a new one.
    claims.tell(rules -> rules.triggerEnded(key, claims.now()));
    requestRecovery.run();
  }

  @Override
  public void resumed(TriggerKey key) {
    overdue.seeAnew(key);
    claims.tell(rules -> rules.recovery().resumed(key));
    requestRecovery.run();
  }

  @Override
  public void interrupt(JobKey job) {
    interrupts.accept(job);
  }

  @Override
  public void acquired(Grant grant) {
    store.schedule().ifPresent(SharedSchedule::wake);
  }

  @Override
  public void lost(Grant grant, Loss loss) {
    store.schedule().ifPresent(SharedSchedule::wake);
  }
}
