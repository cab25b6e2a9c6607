package io.beatcop.quartz.journal;

import io.beatcop.quartz.rules.FiredSlots;
import io.beatcop.quartz.rules.JournalAnswer;
import io.beatcop.quartz.rules.JournalPage;
import io.beatcop.quartz.rules.JournalWrite;
import io.beatcop.quartz.rules.RecoverableFiring;
import io.beatcop.quartz.rules.UnsettledClaim;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quartz.TriggerKey;

/**
 * A cluster's record of the scheduled times that were fired.
 *
 * <p>Each method is one step there, or several that need no order. None throws for a Redis that
 * does not answer.
 */
public interface Journal {

  /** How long a write may take. */
  Duration timeout();

  /** Writes, if the lease is held under the write's term. */
  JournalAnswer write(JournalWrite write);

  /**
   * Reads what is known of some triggers; empty if Redis does not answer, or the lease is
   * another's.
   */
  Optional<JournalPage> read(Collection<TriggerKey> triggers);

  /**
   * Reads the firings that are to be run again if their node is dead; empty as for {@link #read}.
   */
  Optional<List<RecoverableFiring>> running(int most);

  /** Says that recoverable firings have ended. Needs no lease. Returns whether Redis answered. */
  boolean ended(Collection<String> firings);

  /**
   * Takes claims back that led to no firing. Needs no lease.
   *
   * @return whether that is done: not if Redis does not answer, nor while a write under the term of
   *     the claims may still come through
   */
  boolean withdraw(Collection<UnsettledClaim> claims);

  /** Adds what is missing there. Needs no lease. Returns whether Redis answered. */
  boolean remember(Map<TriggerKey, FiredSlots> fired);
}
