package io.beatcop.quartz.rules;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The writes of a term: their numbers, and what the journal is to be told beside the triggers.
 *
 * <p>A term is open once a write of it was answered: the journal was there, and is of this term.
 */
final class TermWrites {

  private final Set<String> ended = new LinkedHashSet<>();
  private long last;
  private long answered;
  private boolean isOpen;
  private boolean isToBeginAnew;
  private boolean hasNotedClaims;
  private boolean isToSettle;

  /** A term begins. */
  void begin() {
    last = 0;
    answered = 0;
    hasNotedClaims = false;
    isToSettle = false;
  }

  /** Nothing is known of the journal. */
  void readAnew() {
    isOpen = false;
    isToBeginAnew = false;
  }

  boolean isOpen() {
    return isOpen;
  }

  /** The journal has lost what it had of this term, which is told to it again. */
  void beginAnew() {
    isToBeginAnew = true;
  }

  /** Whether the next write may find anything. */
  boolean isOpening() {
    return !isOpen || isToBeginAnew;
  }

  /** Whether the journal is to be told something beside the triggers. */
  boolean areDue() {
    return isOpening() || isToSettle || !ended.isEmpty();
  }

  long next() {
    return ++last;
  }

  /** The highest number that was answered. */
  long answered() {
    return answered;
  }

  void answered(JournalWrite write) {
    answered = write.number();
    isOpen = true;
    isToBeginAnew = false;
    hasNotedClaims = !write.claims().isEmpty();
    isToSettle = isToSettle && hasNotedClaims;
    write.ended().forEach(ended::remove);
  }

  /** The term is about to be released: the journal is to know that its last claims are answered. */
  void settle() {
    isToSettle = isOpen && hasNotedClaims;
  }

  boolean isToSettle() {
    return isToSettle;
  }

  // ---- Recoverable firings that have ended, and the journal does not know yet

  void addEnded(String recoverable) {
    ended.add(recoverable);
  }

  List<String> ended() {
    return List.copyOf(ended);
  }

  void endedTold(Collection<String> told) {
    ended.removeAll(told);
  }
}
