package io.beatcop.quartz.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.quartz.TriggerKey;

/**
 * What a holder writes to the journal in one step: all that it knows of some triggers, with the
 * claims under way among it.
 *
 * <p>A write replaces what an earlier one said of the same triggers, and one with a lower number
 * does nothing. So what came of an unanswered write does not matter once a later one is answered
 * (F3).
 *
 * @param token the term
 * @param number numbers the writes of a term
 * @param answered the highest number that was answered in this term: the journal must have it
 * @param opening whether it begins the term's part of the journal, and so may find anything
 * @param since since when there is a journal, if it is still to be said
 * @param handled the withdrawals that the holder has obeyed, as the journal had them
 * @param unsettled the claims of earlier terms whose nodes may not know of them, if they changed
 * @param fired all that is known of the triggers, the claims of this write included
 * @param claims the claims of this write
 * @param ended the recoverable firings that have ended
 */
public record JournalWrite(
    long token,
    long number,
    long answered,
    boolean opening,
    OptionalLong since,
    String handled,
    Optional<List<UnsettledClaim>> unsettled,
    Map<TriggerKey, FiredSlots> fired,
    List<Claim> claims,
    List<String> ended) {

  /** The claims as the journal notes them. */
  public List<UnsettledClaim> noted() {
    return claims.stream().map(claim -> claim.unsettled(token)).toList();
  }
}
