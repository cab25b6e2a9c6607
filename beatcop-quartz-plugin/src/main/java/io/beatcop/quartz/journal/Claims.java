package io.beatcop.quartz.journal;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import io.beatcop.quartz.rules.FireMachine;
import io.beatcop.quartz.rules.FireMachine.Decision;
import io.beatcop.quartz.rules.Firing;
import io.beatcop.quartz.rules.JournalPage;
import io.beatcop.quartz.rules.MissedFires;
import io.beatcop.quartz.rules.Moment;
import io.beatcop.quartz.rules.Verdict;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.quartz.TriggerKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the claims of the workers to the journal and back.
 *
 * <p>The machine is used through this class alone, which holds its lock meanwhile.
 */
public final class Claims {

  private static final Logger log = LoggerFactory.getLogger(Claims.class);

  private final Lease lease;
  private final Journal journal;
  private final Supplier<Moment> clock;
  private final WriteTurns turns;

  /**
   * Makes a way to a journal.
   *
   * @param firesUnsure whether to fire what Redis does not answer
   */
  public Claims(
      Lease lease,
      Journal journal,
      FireMachine machine,
      boolean firesUnsure,
      Supplier<Moment> clock) {
    this.lease = lease;
    this.journal = journal;
    this.clock = clock;
    this.turns =
        new WriteTurns(
            lease.settings().name(), journal, machine, firesUnsure, this::heldToken, clock);
  }

  private OptionalLong heldToken() {
    Optional<Grant> grant = lease.grant();
    return grant.isPresent() ? OptionalLong.of(grant.get().token()) : OptionalLong.empty();
  }

  /** Tells the machine something, alone. It must not block. */
  public void tell(Consumer<FireMachine> news) {
    with(
        rules -> {
          news.accept(rules);
          return rules;
        });
  }

  /** Uses the machine, alone. It must not block. */
  public <T> T with(Function<FireMachine, T> use) {
    return turns.with(use);
  }

  public Moment now() {
    return clock.get();
  }

  /**
   * Decides on a firing under a term that this node holds. Blocks until Redis has answered, or for
   * little more than the journal's timeout.
   *
   * @param trigger the trigger as it was before this firing, should it turn up for the first time
   */
  public Verdict claim(Firing firing, Grant grant, Supplier<MissedFires.Candidate> trigger)
      throws InterruptedException {
    // Claimed too near to the deadline, it might be claimed and yet not fired.
    if (!lease.isHeldFor(journal.timeout())) {
      return putOff(firing);
    }
    long end = clock.get().nanos() + journal.timeout().toNanos();
    Optional<Verdict> verdict = decide(firing, grant, end);
    if (verdict.isEmpty() && read(List.of(firing.trigger())) && opens(trigger.get())) {
      verdict = decide(firing, grant, end);
    }
    return verdict.isPresent() ? verdict.get() : putOff(firing);
  }

  private Verdict putOff(Firing firing) {
    tell(rules -> rules.recovery().putOff(firing.trigger()));
    return Verdict.NOT_NOW;
  }

  /** The verdict; empty if the journal's record of the trigger is to be read first. */
  private Optional<Verdict> decide(Firing firing, Grant grant, long end)
      throws InterruptedException {
    WriteTurns.Waiter<Verdict> waiter = new WriteTurns.Waiter<>();
    Decision decision = turns.ask(firing, grant.token(), end, waiter);
    return switch (decision) {
      case CLAIM -> Optional.of(turns.await(waiter));
      case DUPLICATE -> Optional.of(Verdict.DUPLICATE);
      case CLOCK_AHEAD -> Optional.of(Verdict.CLOCK_AHEAD);
      case NOT_NOW -> Optional.of(Verdict.NOT_NOW);
      case TOO_FAR_AHEAD, UNREAD -> Optional.empty();
    };
  }

  /** Opens a trigger that turned up for the first time in this term, unless it missed a time. */
  private boolean opens(MissedFires.Candidate trigger) {
    return with(
        rules -> {
          MissedFires.Outcome outcome = rules.recovery().recoverOnTime(trigger, clock.get());
          return outcome.rewound().isEmpty() && !outcome.isGone();
        });
  }

  /**
   * Tells the journal all that it does not know yet.
   *
   * @return whether it knows all now
   */
  public boolean flush() {
    return turns.flush();
  }

  /** Waits until all triggers were recovered in the term that this node holds, if it holds one. */
  public boolean awaitOpen(Duration timeout) throws InterruptedException {
    boolean unused =
        turns.awaitUntil(
            rules -> {
              OptionalLong held = heldToken();
              return held.isEmpty() || rules.isReadyIn(held.getAsLong());
            },
            timeout);
    return with(rules -> lease.grant().filter(held -> rules.isReadyIn(held.token())).isPresent());
  }

  /** Says that a recoverable firing has ended: at once, or as soon as Redis answers. */
  public void ended(String recoverable) {
    if (!journal.ended(List.of(recoverable))) {
      tell(rules -> rules.ended(recoverable));
    }
  }

  /** Reads the journal's record of some triggers. Returns whether the journal answered. */
  public boolean read(Collection<TriggerKey> keys) {
    Optional<JournalPage> page = journal.read(keys);
    if (page.isEmpty()) {
      return false;
    }
    int knewMore = with(rules -> rules.read(page.get(), clock.get()));
    if (knewMore > 0) {
      log.warn(
          "{}: Redis has forgotten what was fired of {} triggers, which this node tells it again;"
              + " check its persistence and its replicas",
          lease.settings().name(),
          knewMore);
    }
    return true;
  }
}
