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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The other holders that the members of a quorum name.
 *
 * @param answers the answers that name another holder
 */
record OtherHolders(List<HeldByOther> answers) {

  /** A term is «held H C N» or «pending H C N S»: the campaign C of the holder H. */
  private static final Pattern CAMPAIGN = Pattern.compile("\\S+ (\\S+ \\S+) ");

  private static final Comparator<HeldByOther> FIRST_TO_EXPIRE =
      Comparator.comparing(other -> other.expiresIn().orElse(Duration.ofSeconds(Long.MAX_VALUE)));

  /** How many members name the campaign that most of them name. */
  long strength() {
    return by(OtherHolders::campaign).values().stream().mapToLong(List::size).max().orElse(0);
  }

  /**
   * The holder and its campaign. One holder may be named with two campaigns: it is giving back the
   * earlier one, and has a majority in neither.
   */
  private static String campaign(HeldByOther other) {
    Matcher term = CAMPAIGN.matcher(other.term());
    return term.lookingAt() ? term.group(1) : other.holder();
  }

  /**
   * The answer to the node: the strongest other holder, and when to look again. That is when as
   * many keys of one term can have expired as this node lacks. Terms are looked at one by one,
   * since some members may have been seen before a renewal, and others after it: then this node has
   * to look before the renewed keys expire.
   *
   * @param lacking how many keys this node lacks for a majority
   */
  HeldByOther seen(int lacking) {
    List<HeldByOther> strongest =
        by(OtherHolders::campaign).values().stream()
            .max(Comparator.comparing(List::size))
            .orElseThrow();
    HeldByOther named =
        new OtherHolders(strongest)
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
