package io.beatcop.redis;

import io.beatcop.redis.LeaseHistory.Ending;
import io.beatcop.redis.LeaseHistory.Term;
import io.beatcop.redis.LeaseStatus.Pause;
import io.beatcop.redis.LeaseStatus.Possession;
import io.beatcop.redis.LeaseStatus.Waiter;
import io.beatcop.redis.StepDownReply.Asked;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes one answer to an operator of the answers of a quorum's members: that of a majority (L10). A
 * single server's answer is the answer.
 *
 * @param members how many members there are, whether they answer or not
 */
record MajorityView(int members) {

  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

  /** Most certain first: an unreachable member did not learn how its last term ended. */
  private static final List<Ending> SUREST_FIRST =
      List.of(Ending.RELEASED, Ending.HOLDS, Ending.EXPIRED, Ending.AGAIN, Ending.UNKNOWN);

  /** How many of them may be missing. */
  int minority() {
    return (members - 1) / 2;
  }

  private int needed() {
    return members - minority();
  }

  LeaseStatus status(List<LeaseStatus> seen) {
    if (members == 1) {
      return seen.get(0);
    }
    List<LeaseStatus> possessing = majority(seen, LeaseStatus::holder);
    List<LeaseStatus> holding =
        possessing.stream().filter(one -> one.possession() == Possession.HELD).toList();
    List<LeaseStatus> telling = holding.size() < needed() ? possessing : holding;
    return new LeaseStatus(
        possession(possessing, holding),
        possessing.stream().findFirst().flatMap(LeaseStatus::holder),
        expiry(telling),
        token(telling.isEmpty() ? seen : telling),
        seen.stream().flatMap(one -> one.renewedAt().stream()).max(Comparator.naturalOrder()),
        pause(seen.stream().flatMap(one -> one.pause().stream()).toList()),
        seen.stream().flatMap(one -> one.stepDown().stream()).skip(minority()).findFirst(),
        waiters(seen),
        seen.stream().flatMap(one -> one.foreign().stream()).distinct().toList());
  }

  /** The answers of a majority that agree; none if there is no such majority. */
  private <T> List<T> majority(List<T> seen, Function<T, Optional<String>> word) {
    return seen.stream()
        .filter(one -> word.apply(one).isPresent())
        .collect(Collectors.groupingBy(word, Collectors.toList()))
        .values()
        .stream()
        .filter(group -> group.size() >= needed())
        .findFirst()
        .orElse(List.of());
  }

  private Possession possession(List<LeaseStatus> possessing, List<LeaseStatus> holding) {
    if (possessing.isEmpty()) {
      return Possession.FREE;
    } else if (holding.size() >= needed()) {
      return Possession.HELD;
    }
    boolean isForeign =
        possessing.stream().filter(one -> one.possession() == Possession.FOREIGN).count()
            >= needed();
    return isForeign ? Possession.FOREIGN : Possession.PENDING;
  }

  /** When so many keys have expired that no majority is left. */
  private Optional<Duration> expiry(List<LeaseStatus> telling) {
    return telling.stream()
        .map(one -> one.expiresIn().orElse(FOR_EVER))
        .sorted()
        .skip(Math.max(0, telling.size() - needed()))
        .findFirst()
        .filter(left -> !left.equals(FOR_EVER));
  }

  /** The token that most members tell; the greatest of several. */
  private static OptionalLong token(List<LeaseStatus> telling) {
    Map<Long, Long> counts =
        telling.stream()
            .flatMap(one -> one.token().stream().boxed())
            .collect(Collectors.groupingBy(token -> token, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .max(Map.Entry.<Long, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(most -> OptionalLong.of(most.getKey()))
        .orElse(OptionalLong.empty());
  }

  /** The pause that lasts until a majority is not paused. */
  private Optional<Pause> pause(List<Pause> pauses) {
    return pauses.stream()
        .sorted(Comparator.comparing((Pause pause) -> pause.endsIn().orElse(FOR_EVER)).reversed())
        .skip(minority())
        .findFirst();
  }

  private static List<Waiter> waiters(List<LeaseStatus> seen) {
    Map<String, Waiter> latest =
        seen.stream()
            .flatMap(one -> one.waiters().stream())
            .collect(
                Collectors.toMap(
                    Waiter::name,
                    waiter -> waiter,
                    (one, other) -> one.askedAt().isAfter(other.askedAt()) ? one : other));
    return latest.values().stream()
        .sorted(Comparator.comparing(Waiter::askedAt).reversed().thenComparing(Waiter::name))
        .toList();
  }

  /** The terms that a majority recorded. A term that fewer members granted was never held. */
  LeaseHistory history(List<LeaseHistory> seen) {
    if (members == 1) {
      return seen.get(0);
    }
    Collection<List<Term>> terms =
        seen.stream()
            .flatMap(one -> onceEach(one.terms()))
            .collect(Collectors.groupingBy(MajorityView::identity))
            .values();
    return new LeaseHistory(
        terms.stream()
            .filter(told -> told.size() >= needed())
            .map(MajorityView::surest)
            .sorted(Comparator.comparingLong(Term::token))
            .toList(),
        seen.stream().flatMap(one -> one.foreign().stream()).distinct().toList());
  }

  /** Each term of a member once: a member whose key vanished records a term twice. */
  private static Stream<Term> onceEach(List<Term> terms) {
    return terms.stream().collect(Collectors.groupingBy(MajorityView::identity)).values().stream()
        .map(MajorityView::surest);
  }

  private static String identity(Term term) {
    return term.token() + " " + term.holder();
  }

  private static Term surest(List<Term> told) {
    return told.stream()
        .min(
            Comparator.comparing((Term term) -> SUREST_FIRST.indexOf(term.ending()))
                .thenComparing(Term::seenUntil, Comparator.reverseOrder()))
        .orElseThrow();
  }

  StepDownReply stepDown(List<StepDownReply> replies) {
    if (members == 1) {
      return replies.get(0);
    }
    List<StepDownReply> same = majority(replies, MajorityView::subject);
    return same.stream()
        .filter(Asked.class::isInstance)
        .map(Asked.class::cast)
        .collect(Collectors.groupingBy(asked -> asked))
        .values()
        .stream()
        .max(Comparator.comparing(List::size))
        .<StepDownReply>map(most -> most.get(0))
        .or(() -> same.stream().findFirst())
        .orElseGet(StepDownReply.Free::new);
  }

  private static Optional<String> subject(StepDownReply reply) {
    if (reply instanceof Asked asked) {
      return Optional.of("asked " + asked.holder());
    } else if (reply instanceof StepDownReply.Pending pending) {
      return Optional.of("pending " + pending.holder());
    } else if (reply instanceof StepDownReply.Foreign foreign) {
      return Optional.of("foreign " + foreign.holder());
    }
    return Optional.empty();
  }
}
