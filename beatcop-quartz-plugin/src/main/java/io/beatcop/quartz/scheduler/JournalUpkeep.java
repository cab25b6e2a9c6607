package io.beatcop.quartz.scheduler;

import io.beatcop.lease.Lease;
import io.beatcop.quartz.journal.Claims;
import io.beatcop.quartz.journal.FireJournal;
import io.beatcop.quartz.rules.FireMachine;
import io.beatcop.quartz.rules.FiredSlots;
import io.beatcop.quartz.rules.RecoverableFiring;
import io.beatcop.quartz.rules.UnsettledClaim;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages to the journal beside claims: of terms that are over, and of records that it need
 * not keep.
 *
 * <p>It belongs to the thread of {@link Recovery}.
 */
final class JournalUpkeep {

  private static final Logger log = LoggerFactory.getLogger(JournalUpkeep.class);

  private final Lease lease;
  private final FireJournal journal;
  private final Claims claims;
  private final Triggers triggers;
  private final Duration recoveryWindow;
  private boolean isLastTermUntold;

  JournalUpkeep(
      Lease lease, FireJournal journal, Claims claims, Triggers triggers, Duration recoveryWindow) {
    this.lease = lease;
    this.journal = journal;
    this.claims = claims;
    this.triggers = triggers;
    this.recoveryWindow = recoveryWindow;
  }

  /** A term of this node is over. */
  void termEnded() {
    isLastTermUntold = true;
  }

  /**
   * Tells the journal what it may not know of terms that are over. Returns whether it knows all.
   */
  boolean settleFormerTerms() {
    List<UnsettledClaim> withdrawals = claims.with(FireMachine::withdrawals);
    if (!withdrawals.isEmpty()) {
      if (!journal.withdraw(withdrawals)) {
        return false;
      }
      claims.tell(rules -> rules.withdrawn(withdrawals));
    }
    boolean holds = claims.with(FireMachine::term).isPresent();
    List<String> ended = claims.with(FireMachine::ended);
    if (!holds && !ended.isEmpty()) {
      if (!journal.ended(ended)) {
        return false;
      }
      claims.tell(rules -> rules.endedTold(ended));
    }
    return holds || !isLastTermUntold || remember();
  }

  /** Redis may have lost its memory with the lease; this node still knows what it fired. */
  private boolean remember() {
    List<Map.Entry<TriggerKey, FiredSlots>> known =
        List.copyOf(claims.with(FireMachine::acknowledged).entrySet());
    for (int i = 0; i < known.size(); i += FireMachine.MOST_LINES) {
      Map<TriggerKey, FiredSlots> page = new LinkedHashMap<>();
      known
          .subList(i, Math.min(known.size(), i + FireMachine.MOST_LINES))
          .forEach(each -> page.put(each.getKey(), each.getValue()));
      if (!journal.remember(page)) {
        return false;
      }
    }
    isLastTermUntold = false;
    return true;
  }

  /** A term may last for months: its journal is not only tidied when it begins. */
  void tidy() {
    try {
      if (lease.isHeldFor(journal.timeout())) {
        long oldest = claims.now().millis() - recoveryWindow.toMillis();
        String cursor = "0";
        do {
          cursor = journal.tidy(cursor, oldest, triggers.keys());
        } while (!cursor.equals("0") && lease.isHeldFor(journal.timeout()));
        journal
            .running(FireMachine.MOST_LINES)
            .map(
                running ->
                    running.stream()
                        .filter(firing -> firing.firedMillis() < oldest)
                        .map(RecoverableFiring::id)
                        .toList())
            .filter(old -> !old.isEmpty())
            .ifPresent(journal::ended);
      }
    } catch (SchedulerException | RuntimeException | LinkageError e) {
      log.warn("{}: could not tidy the journal", lease.settings().name(), e);
    }
  }
}
