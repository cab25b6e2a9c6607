package io.beatcop.lease;

import io.beatcop.lease.LeaseAnswer.HeldByOther;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The other holders that the members of a quorum name.
 *
 * @param answers what the members said that name one
 */
record Rivals(List<HeldByOther> answers) {

  private static final Comparator<HeldByOther> FIRST_TO_EXPIRE =
      Comparator.comparing(other -> other.expiresIn().orElse(Duration.ofSeconds(Long.MAX_VALUE)));

  /** By how many members the one is named that most name. */
  long strength() {
    return by(HeldByOther::holder).values().stream().mapToLong(List::size).max().orElse(0);
  }

  /**
   * What to tell of them: the strongest, and when to look again: when so many keys of one term can
   * have expired as this node lacks. Of each term, since some members may have been seen before a
   * renewal, and others after it: then this node has to look before what was renewed expires.
   *
   * @param lacking of how many members this node lacks the key
   */
  HeldByOther seen(int lacking) {
    List<HeldByOther> strongest =
        by(HeldByOther::holder).values().stream()
            .max(Comparator.comparing(List::size))
            .orElseThrow();
    HeldByOther named =
        new Rivals(strongest)
            .by(HeldByOther::term).values().stream()
                .max(Comparator.comparing(List::size))
                .orElseThrow()
                .get(0);
    Optional<Duration> expiresIn =
        by(HeldByOther::term).values().stream()
            .map(term -> lastToExpire(term, lacking))
            .min(FIRST_TO_EXPIRE)
            .flatMap(HeldByOther::expiresIn);
    return new HeldByOther(named.holder(), expiresIn, named.term(), token());
  }

  private static HeldByOther lastToExpire(List<HeldByOther> term, int lacking) {
    List<HeldByOther> sorted = term.stream().sorted(FIRST_TO_EXPIRE).toList();
    return sorted.get(Math.min(Math.max(lacking, 1), sorted.size()) - 1);
  }

  /** The greatest token that they told. */
  OptionalLong token() {
    return answers.stream().flatMapToLong(other -> other.token().stream()).max();
  }

  private Map<String, List<HeldByOther>> by(Function<HeldByOther, String> key) {
    return answers.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()));
  }
}
