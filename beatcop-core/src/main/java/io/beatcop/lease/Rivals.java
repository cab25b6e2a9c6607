package io.beatcop.lease;

import io.beatcop.lease.LeaseAnswer.HeldByOther;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
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
    return byHolder().values().stream().mapToLong(List::size).max().orElse(0);
  }

  /**
   * What to tell of them: the strongest, and when so many of their keys can have expired as this
   * node lacks.
   *
   * @param lacking of how many members this node lacks the key
   */
  HeldByOther seen(int lacking) {
    List<HeldByOther> strongest =
        byHolder().values().stream().max(Comparator.comparing(List::size)).orElseThrow();
    HeldByOther named = strongest.get(strongest.size() - 1);
    Optional<Duration> expiresIn =
        answers.stream()
            .sorted(FIRST_TO_EXPIRE)
            .skip(Math.max(0, Math.min(lacking, answers.size()) - 1))
            .findFirst()
            .flatMap(HeldByOther::expiresIn);
    return new HeldByOther(named.holder(), expiresIn, named.term(), token());
  }

  /** The greatest token that they told. */
  OptionalLong token() {
    return answers.stream().flatMapToLong(other -> other.token().stream()).max();
  }

  private Map<String, List<HeldByOther>> byHolder() {
    return answers.stream()
        .collect(Collectors.groupingBy(HeldByOther::holder, TreeMap::new, Collectors.toList()));
  }
}
