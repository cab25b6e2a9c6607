package io.beatcop.redis;

import io.beatcop.redis.connect.RedisText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The latest terms of a lease, as their holders recorded them. They are in the order of their
 * tokens; their times are by the clocks of the nodes.
 *
 * @param terms the terms, the earliest first
 * @param foreign the entries among them that no node of BeatCop wrote, as far as they can be shown
 */
public record LeaseHistory(List<Term> terms, List<String> foreign) {

  /** How a term ended. */
  public enum Ending {
    /** It has not. */
    HOLDS,
    /** The holder gave it up, after its work had stopped. */
    RELEASED,
    /** It was not renewed, and another node saw it run out. */
    EXPIRED,
    /** The holder lost it, and took the key again before any other node. */
    AGAIN,
    /** Unknown: the key vanished, or no node was there to see. */
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
     * How long nobody held the lease before the next term began: exactly if this term was released,
     * else at most.
     *
     * @param next the next term
     * @return the time; zero if the clocks of the nodes disagree by more than that
     */
    public Duration gapBefore(Term next) {
      Duration gap = Duration.between(until.orElse(seenUntil), next.from);
      return gap.isNegative() ? Duration.ZERO : gap;
    }
  }

  /** Copies the lists. */
  public LeaseHistory {
    terms = List.copyOf(terms);
    foreign = List.copyOf(foreign);
  }

  /** Reads the reply of {@code history.lua}. */
  static LeaseHistory decoded(List<String> fields) {
    List<String> entries = new ArrayList<>(fields.subList(3, fields.size()));
    Collections.reverse(entries);
    List<Term> terms = new ArrayList<>();
    List<String> foreign = new ArrayList<>();
    for (String entry : entries) {
      String[] words = entry.split(" ", 7);
      if (isGrant(words)) {
        endLast(terms, ending(words[4]), RedisText.instant(words[5]));
        Instant from = RedisText.instant(words[3]).orElse(Instant.EPOCH);
        terms.add(
            new Term(
                RedisText.token(words[1]).orElseThrow(),
                RedisText.visible(words[2]),
                from,
                from,
                Optional.empty(),
                Ending.UNKNOWN));
      } else if (words.length == 4 && words[0].equals("released")) {
        releaseLast(terms, words);
      } else {
        foreign.add(RedisText.visible(entry));
      }
    }
    endWith(
        terms, RedisText.visible(fields.get(0)), fields.get(1), RedisText.instant(fields.get(2)));
    return new LeaseHistory(terms, foreign);
  }

  private static boolean isGrant(String... words) {
    return words.length == 6 && words[0].equals("granted") && RedisText.token(words[1]).isPresent();
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
    if (!terms.isEmpty() && String.valueOf(terms.get(terms.size() - 1).token).equals(words[1])) {
      Optional<Instant> at = RedisText.instant(words[3]);
      replaceLast(terms, at, at, Ending.RELEASED);
    }
  }

  /** Tells by the present holder and token whether the last term lasts. */
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
}
