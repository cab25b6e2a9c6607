package io.beatcop.quartz.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.quartz.TriggerKey;

/**
 * The claims whose outcome is unknown to one side (F3).
 *
 * <pre>
 *   this node:  unanswered ---- term over ----> to be taken back ---- told ----> forgotten
 *   the holder: unsettled (the journal has it) ---- taken back ----> its time is open again
 * </pre>
 *
 * <p>The journal tells the claims that were taken back as a text that only grows in a term.
 */
final class EarlierClaims {

  /**
   * How many of the claims that were taken back are remembered, so that none is taken back twice.
   */
  private static final int MOST_TAKEN_BACK = 10_000;

  private final Map<Long, UnsettledClaim> unanswered = new HashMap<>();
  private final List<UnsettledClaim> withdrawals = new ArrayList<>();
  private final Map<TriggerKey, List<Slot>> reopened = new HashMap<>();
  private final Set<String> withdrawnFirings = new LinkedHashSet<>();
  private final Set<UnsettledClaim> takenBack = new LinkedHashSet<>();
  private final List<UnsettledClaim> givenUp = new ArrayList<>();
  private final List<UnsettledClaim> obeyed = new ArrayList<>();
  private List<UnsettledClaim> unsettled = List.of();
  private boolean unsettledChanged;
  private String handled = "";

  // ---- Terms

  void begin() {
    handled = "";
    unsettled = List.of();
    unsettledChanged = false;
  }

  /** Ends the term. Returns the claims of earlier terms that are not settled yet. */
  List<UnsettledClaim> end() {
    List<UnsettledClaim> left = unsettled;
    withdrawals.addAll(unanswered.values());
    unanswered.clear();
    givenUp.clear();
    reopened.clear();
    withdrawnFirings.clear();
    // The journal does not know that these were obeyed, and will tell them again.
    takenBack.removeAll(obeyed);
    obeyed.clear();
    unsettled = List.of();
    return left;
  }

  /**
   * Takes the unsettled claims of the journal, without those of this node whose outcome it knows.
   */
  void read(List<UnsettledClaim> journal, long lastToken, long token) {
    givenUp.stream().filter(journal::contains).forEach(this::reopen);
    givenUp.clear();
    unsettled =
        journal.stream()
            .filter(
                claim ->
                    withdrawals.contains(claim)
                        || (claim.token() != lastToken && claim.token() != token))
            .toList();
    unsettledChanged = true;
  }

  // ---- This node's own

  /** Notes that a claim is asked for. */
  void asked(UnsettledClaim claim) {
    unanswered.put(claim.number(), claim);
  }

  /** Notes that a write of these triggers was answered. It settles all claims made before it. */
  void answered(Set<TriggerKey> keys) {
    unanswered.values().removeIf(claim -> keys.contains(claim.trigger()));
  }

  /**
   * Stops waiting for answers, while the term goes on. The slots of those that the journal has are
   * open. It lists them: somebody has fired the others that it has. Returns all of them.
   */
  Collection<UnsettledClaim> giveUp() {
    givenUp.addAll(unanswered.values());
    return List.copyOf(unanswered.values());
  }

  private void reopen(UnsettledClaim claim) {
    reopened.computeIfAbsent(claim.trigger(), key -> new ArrayList<>()).add(claim.slot());
  }

  /** Notes that a claim led to no firing. */
  void unfired(UnsettledClaim claim) {
    withdrawals.add(claim);
  }

  /** The claims of this node that led to no firing, which the journal has to be told. */
  List<UnsettledClaim> withdrawals() {
    return List.copyOf(withdrawals);
  }

  /** Notes that the journal knows that these led to no firing. */
  void withdrawn(Collection<UnsettledClaim> told) {
    withdrawals.removeAll(told);
  }

  // ---- Those of others

  /** The claims of earlier terms whose nodes may not know of them. */
  List<UnsettledClaim> unsettled() {
    return unsettled;
  }

  /** The same, if the journal has to be told. */
  Optional<List<UnsettledClaim>> toBeTold() {
    return unsettledChanged ? Optional.of(unsettled) : Optional.empty();
  }

  /** Tells the journal once more, since it has lost its memory. */
  void tellAgain() {
    unsettledChanged = true;
  }

  void told(JournalWrite write) {
    if (!write.handled().isEmpty()) {
      handled = "";
      obeyed.clear();
    }
    if (write.unsettled().equals(Optional.of(unsettled))) {
      unsettledChanged = false;
    }
  }

  /** The journal's text about claims that were taken back, as far as this node has obeyed it. */
  String handled() {
    return handled;
  }

  /** Takes the claims that other nodes have taken back. Returns those that are new to this node. */
  List<UnsettledClaim> takeBack(String text) {
    List<UnsettledClaim> news = new ArrayList<>();
    String more = text.startsWith(handled) ? text.substring(handled.length()) : text;
    for (UnsettledClaim claim : UnsettledClaim.decoded(more)) {
      unsettled =
          unsettled.stream()
              .filter(each -> each.token() != claim.token() || each.number() != claim.number())
              .toList();
      unsettledChanged = true;
      // The journal tells it again if no reply came, but its slot may have been fired since.
      if (takenBack.add(claim)) {
        forgetOldestTakenBack();
        obeyed.add(claim);
        reopen(claim);
        claim.recoverable().ifPresent(withdrawnFirings::add);
        news.add(claim);
      }
    }
    handled = text;
    return news;
  }

  private void forgetOldestTakenBack() {
    if (takenBack.size() > MOST_TAKEN_BACK) {
      takenBack.remove(takenBack.iterator().next());
    }
  }

  /** The slots of a trigger that are open again in this term. */
  List<Slot> reopened(TriggerKey key) {
    return reopened.getOrDefault(key, List.of());
  }

  /** Whether the firing that this one repeats was taken back, so that it comes by itself. */
  boolean isWithdrawn(Firing firing) {
    return firing.repeats().filter(withdrawnFirings::contains).isPresent();
  }

  /** Notes that a slot fires now: no claim of an earlier term keeps it open any more. */
  void fires(Firing firing) {
    Predicate<UnsettledClaim> isOfSlot =
        claim ->
            claim.trigger().equals(firing.trigger())
                && claim.slot().millis() == firing.slot().millis();
    withdrawals.removeIf(isOfSlot);
    reopened
        .getOrDefault(firing.trigger(), new ArrayList<>())
        .removeIf(slot -> slot.millis() == firing.slot().millis());
    if (unsettled.stream().anyMatch(isOfSlot)) {
      unsettled = unsettled.stream().filter(isOfSlot.negate()).toList();
      unsettledChanged = true;
    }
  }
}
