package io.beatcop.quartz;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.quartz.JobExecutionContext;
import org.quartz.Trigger;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.TriggerKey;
import org.quartz.spi.OperableTrigger;

/**
 * The fire path of today as the simulation drives it: its own classes as they are, and what {@link
 * VetoGate} and {@link Claims} do between them, as steps.
 */
final class TodaysRules implements FireRules {

  private static final Duration LONGEST_CLAIM = Duration.ofMillis(250);
  private static final int LEAST_KEPT = 32;

  private final FireRuntime node;
  private final PluginSettings settings;
  private final TriggerNames names;
  private final Misfires misfires = new Misfires();
  private final VetoedFires vetoed = new VetoedFires();
  private final UnansweredClaims unanswered = new UnansweredClaims();
  private final TodaysScripts scripts;
  private final TodaysRecovery recovery;
  private final Duration timeout;
  private long openToken = Long.MIN_VALUE;
  private long leavingToken = Long.MIN_VALUE;

  TodaysRules(FireRuntime node) {
    this.node = node;
    this.settings =
        PluginSettings.of(
            Map.of("redis", "redis://simulated:6379", "ttl", node.ttl().toMillis() + "ms"),
            "lease");
    this.names = new TriggerNames("lease");
    this.scripts = new TodaysScripts(node.holder(), Math.max(LEAST_KEPT, 4 * node.workers()));
    Duration reading = settings.lease().timeout();
    this.timeout = (reading.compareTo(LONGEST_CLAIM) < 0 ? reading : LONGEST_CLAIM).multipliedBy(2);
    this.recovery =
        new TodaysRecovery(
            node,
            scripts,
            new MissedFires(node.scheduler(), settings, names, vetoed, unanswered),
            settings,
            timeout,
            this::open);
  }

  private void open(long token, JournalPage page) {
    unanswered.open(token, page);
    openToken = token;
  }

  @Override
  public void start(Runnable ready) {
    long endMillis = node.monotonicMillis() + settings.lease().timeout().toMillis();
    awaitOpen(ready, endMillis);
  }

  private void awaitOpen(Runnable ready, long endMillis) {
    OptionalLong held = node.held();
    if (held.isPresent() && held.getAsLong() != openToken && node.monotonicMillis() < endMillis) {
      node.after(Duration.ofMillis(1), () -> awaitOpen(ready, endMillis));
    } else {
      ready.run();
      recovery.begin();
    }
  }

  @Override
  public void acquired(long token) {
    recovery.begin();
  }

  @Override
  public void leaving(long token) {
    leavingToken = token;
  }

  @Override
  public void lost() {}

  @Override
  public void observed(String holder) {
    recovery.observed();
  }

  @Override
  public void misfired(Trigger trigger) {
    if (settings.gates(trigger)) {
      misfires.note(trigger);
    }
  }

  @Override
  public void asked(JobExecutionContext context, Answer answer) {
    Trigger trigger = context.getTrigger();
    if (!settings.gates(trigger)) {
      answer.fire();
      return;
    }
    Slot slot = misfires.slot(trigger.getKey(), context.getScheduledFireTime());
    OptionalLong held = node.held();
    if (held.isPresent() && held.getAsLong() != leavingToken) {
      decide(context, slot, held.getAsLong(), answer);
    } else {
      obey(Claims.Verdict.NOT_NOW, context, slot, false, answer);
    }
  }

  private void decide(JobExecutionContext context, Slot slot, long token, Answer answer) {
    TriggerKey key = context.getTrigger().getKey();
    if (!names.isShared(key)) {
      obey(Claims.Verdict.FIRE, context, slot, true, answer);
    } else if (token != openToken || !node.isHeldFor(timeout)) {
      obey(Claims.Verdict.NOT_NOW, context, slot, true, answer);
    } else {
      Schedule schedule = new Schedule((OperableTrigger) context.getTrigger(), Optional.empty());
      Firing firing =
          new Firing(key, schedule.fingerprint(), slot, Optional.empty(), Optional.empty());
      node.ask(
          scripts.claim(key, firing.schedule(), slot),
          // Connecting may take as long again, and rarely does.
          timeout.dividedBy(2),
          reply -> {
            FireJournal.Claim claim = reply.orElse(FireJournal.Claim.UNKNOWN);
            node.tell(key, "claim of" + FireStory.instant(slot.millis()) + ": " + claim);
            obey(verdict(claim, firing, token), context, slot, true, answer);
          });
    }
  }

  /** As {@link Claims} has it. */
  private Claims.Verdict verdict(FireJournal.Claim claim, Firing firing, long token) {
    boolean isHeld = node.held().isPresent();
    return switch (claim) {
      case CLAIMED -> {
        boolean unused = unanswered.take(token, firing);
        yield isHeld ? Claims.Verdict.FIRE : Claims.Verdict.UNSURE;
      }
      case DUPLICATE ->
          unanswered.take(token, firing) && isHeld ? Claims.Verdict.FIRE : Claims.Verdict.DUPLICATE;
      case NOT_HELD -> Claims.Verdict.NOT_NOW;
      case UNKNOWN -> {
        unanswered.note(token, firing);
        yield Claims.Verdict.UNSURE;
      }
    };
  }

  /** As {@link VetoGate} has it. */
  private void obey(
      Claims.Verdict verdict, JobExecutionContext context, Slot slot, boolean held, Answer answer) {
    node.reached("verdict " + verdict);
    switch (verdict) {
      case FIRE -> {
        answer.fire();
        return;
      }
      case NOT_NOW -> {
        vetoed.note(context, slot, held);
        if (held) {
          recovery.begin();
        }
      }
      case DUPLICATE -> {}
      case UNSURE -> {
        vetoed.note(context, slot, true);
        recovery.begin();
      }
    }
    answer.veto();
  }

  @Override
  public void ended(JobExecutionContext context, CompletedExecutionInstruction instruction) {}

  @Override
  public void scheduled(Trigger trigger) {}

  @Override
  public void unscheduled(TriggerKey key) {}

  @Override
  public void finalized(Trigger trigger) {}

  @Override
  public void paused(TriggerKey key) {}

  @Override
  public void resumed(TriggerKey key) {}
}
