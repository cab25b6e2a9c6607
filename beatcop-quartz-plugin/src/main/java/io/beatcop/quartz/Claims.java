package io.beatcop.quartz;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.quartz.JobExecutionContext;
import org.quartz.TriggerKey;
import org.quartz.spi.OperableTrigger;

/**
 * Claims firings in the journal, for the terms whose journal was read (Q2).
 *
 * <p>Until the journal of a new term was read, nothing is claimed under it: a claim would hide what
 * was missed before.
 */
final class Claims {

  /** What to do with a firing. */
  enum Verdict {
    /** Let it through. */
    FIRE,
    /** Veto: this node may not fire now. It is to be made up for if nobody fired it. */
    NOT_NOW,
    /** Veto: it was fired already. */
    DUPLICATE,
    /** Redis did not answer; it may be claimed or not. */
    UNSURE
  }

  private final Lease lease;
  private final FireJournal journal;
  private final TriggerNames names;
  private final Optional<UnansweredClaims> unanswered;
  private final AtomicLong numbers = new AtomicLong();
  private final Set<String> unsaid = ConcurrentHashMap.newKeySet();
  private volatile long openToken = Long.MIN_VALUE;

  /**
   * Makes closed ones.
   *
   * @param unanswered where to note claims that were not answered, if nothing is fired on them
   */
  Claims(
      Lease lease, FireJournal journal, TriggerNames names, Optional<UnansweredClaims> unanswered) {
    this.lease = lease;
    this.unanswered = unanswered;
    this.journal = journal;
    this.names = names;
  }

  /** From now on the firings of the term with this token are claimed. */
  void open(long token, JournalPage page) {
    unanswered.ifPresent(claims -> claims.open(token, page));
    openToken = token;
  }

  boolean isOpen(Grant grant) {
    return grant.token() == openToken;
  }

  /** What a firing needs to be repeated should this node die, if its job requests it. */
  Optional<Repeatable> repeatable(JobExecutionContext context, Slot slot) {
    TriggerKey key = context.getTrigger().getKey();
    if (!context.getJobDetail().requestsRecovery() || TriggerNames.isManual(key)) {
      return Optional.empty();
    }
    String holder = lease.settings().holder();
    Optional<Repeatable> noted =
        unanswered.flatMap(claims -> claims.repeatable(key, slot.millis()));
    return noted.isPresent()
        ? noted
        : Optional.of(
            new Repeatable(
                holder + "-" + numbers.incrementAndGet(),
                holder,
                context.getJobDetail().getKey(),
                key,
                context.getFireTime().getTime(),
                context.getScheduledFireTime().getTime()));
  }

  /** Decides on a firing under a term that this node holds. Blocks for one round trip. */
  Verdict decide(
      JobExecutionContext context, Slot slot, Grant grant, Optional<Repeatable> repeatable) {
    TriggerKey key = context.getTrigger().getKey();
    if (!names.isShared(key)) {
      return Verdict.FIRE;
    }
    // Claimed too near to the deadline, it might be claimed and yet not fired.
    if (!isOpen(grant) || !lease.isHeldFor(journal.timeout())) {
      return Verdict.NOT_NOW;
    }
    Schedule schedule = new Schedule((OperableTrigger) context.getTrigger(), Optional.empty());
    Firing firing =
        new Firing(
            key,
            schedule.fingerprint(),
            slot,
            repeatable,
            TriggerNames.isRepeating(key)
                ? Optional.of(TriggerNames.repeated(key))
                : Optional.empty());
    return verdict(journal.claim(firing), firing, grant.token());
  }

  private Verdict verdict(FireJournal.Claim claim, Firing firing, long token) {
    return switch (claim) {
      case CLAIMED -> {
        unanswered.ifPresent(claims -> claims.take(token, firing));
        yield lease.isHeld() ? Verdict.FIRE : Verdict.UNSURE;
      }
      case DUPLICATE ->
          unanswered.filter(claims -> claims.take(token, firing)).isPresent() && lease.isHeld()
              ? Verdict.FIRE
              : Verdict.DUPLICATE;
      case NOT_HELD -> Verdict.NOT_NOW;
      case UNKNOWN -> {
        unanswered.ifPresent(claims -> claims.note(token, firing));
        yield Verdict.UNSURE;
      }
    };
  }

  /** A firing that was to be repeated has ended. Says whether Redis knows. */
  boolean ended(String repeatable) {
    unsaid.add(repeatable);
    return sayEnded();
  }

  /** Says again what Redis did not take: or the next holder would repeat what has ended. */
  boolean sayEnded() {
    List<String> ended = List.copyOf(unsaid);
    boolean said = ended.isEmpty() || journal.tidy(List.of(), ended);
    if (said) {
      ended.forEach(unsaid::remove);
    }
    return said;
  }
}
