package io.beatcop.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The latest terms of a lease, as those who had them wrote them down: their order is that of the
 * tokens, their times are by the clocks of the nodes.
 *
 * @param terms the terms, the earliest first
 */
public record LeaseHistory(List<Term> terms) {

  /** How a term ended. */
  public enum Ending {
    /** It has not. */
    HOLDS,
    /** The holder gave it up, after its work had stopped. */
    RELEASED,
    /** It was not renewed, and another node saw it run out. */
    EXPIRED,
    /** The node itself lost it, and had its key again before another. */
    AGAIN,
    /** Nobody knows: the key vanished, or nobody was there to see. */
    UNKNOWN
  }

  /**
   * A term.
   *
   * @param token its token
   * @param holder who had it
   * @param from when it was asked for
   * @param seenUntil when it was renewed last, as far as known: it lasted at least until then
   * @param until when it ended, if it was released
   * @param ending how it ended
   */
  public record Term(
      long token,
      String holder,
      Instant from,
      Instant seenUntil,
      Optional<Instant> until,
      Ending ending) {

    /**
     * For how long nobody held the lease before the next term began: exactly that if this one was
     * released, else at most that.
     *
     * @param next the next term
     * @return the time; zero if the clocks of the nodes disagree by more than it
     */
    public Duration gapBefore(Term next) {
      Duration gap = Duration.between(until.orElse(seenUntil), next.from);
      return gap.isNegative() ? Duration.ZERO : gap;
    }
  }

  /** Copies the list. */
  public LeaseHistory {
    terms = List.copyOf(terms);
  }

  /** Reads the reply of {@code history.lua}. */
  static LeaseHistory decoded(List<String> fields) {
    List<String> entries = new ArrayList<>(fields.subList(3, fields.size()));
    Collections.reverse(entries);
    List<Term> terms = new ArrayList<>();
    for (String entry : entries) {
      String[] words = entry.split(" ");
      if (words.length == 6 && words[0].equals("granted")) {
        endLast(terms, ending(words[4]), instant(words[5]));
        Instant from = instant(words[3]).orElse(Instant.EPOCH);
        terms.add(
            new Term(
                Long.parseLong(words[1]), words[2], from, from, Optional.empty(), Ending.UNKNOWN));
      } else if (words.length == 4 && !terms.isEmpty()) {
        releaseLast(terms, words);
      }
    }
    endWith(terms, fields.get(0), fields.get(1), instant(fields.get(2)));
    return new LeaseHistory(terms);
  }

  private static Ending ending(String word) {
    return switch (word) {
      case "released" -> Ending.RELEASED;
      case "expired" -> Ending.EXPIRED;
      case "again" -> Ending.AGAIN;
      default -> Ending.UNKNOWN;
    };
  }

  private static void endLast(List<Term> terms, Ending ending, Optional<Instant> renewed) {
    if (!terms.isEmpty() && terms.get(terms.size() - 1).until.isEmpty()) {
      replaceLast(terms, renewed, Optional.empty(), ending);
    }
  }

  private static void releaseLast(List<Term> terms, String[] words) {
    if (String.valueOf(terms.get(terms.size() - 1).token).equals(words[1])) {
      replaceLast(terms, instant(words[3]), instant(words[3]), Ending.RELEASED);
    }
  }

  /** What is there now tells of the last term whether it lasts. */
  private static void endWith(
      List<Term> terms, String holder, String token, Optional<Instant> renewed) {
    if (!terms.isEmpty() && terms.get(terms.size() - 1).until.isEmpty()) {
      Term last = terms.get(terms.size() - 1);
      boolean lasts = last.holder.equals(holder) && String.valueOf(last.token).equals(token);
      replaceLast(terms, renewed, Optional.empty(), lasts ? Ending.HOLDS : Ending.UNKNOWN);
    }
  }

  private static void replaceLast(
      List<Term> terms, Optional<Instant> seen, Optional<Instant> until, Ending ending) {
    Term last = terms.remove(terms.size() - 1);
    Instant seenUntil = seen.filter(last.from::isBefore).orElse(last.from);
    terms.add(new Term(last.token, last.holder, last.from, seenUntil, until, ending));
  }

  private static Optional<Instant> instant(String millis) {
    return millis.matches("\\d{1,15}")
        ? Optional.of(Instant.ofEpochMilli(Long.parseLong(millis)))
        : Optional.empty();
  }
}
