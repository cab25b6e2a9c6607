package io.beatcop.quartz.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.quartz.TriggerKey;

/**
 * A holder's write to the journal, in one step: all that it knows of some triggers, including the
 * claims under way.
 *
 * <p>A write replaces the records of the same triggers, and one with a lower number does nothing.
 * So the outcome of an unanswered write does not matter once a later one is answered (F3).
 *
 * @param token the term
 * @param number the number of the write in its term
 * @param answered the highest number that was answered in this term: the journal must have it
 * @param opening whether it is the first write of the term, which accepts any state of the journal
 * @param since the beginning of the journal, if that is still to be written
 * @param handled the withdrawals that the holder has obeyed, as the text of the journal
 * @param unsettled the claims of earlier terms that their nodes may not know of, if they changed
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
