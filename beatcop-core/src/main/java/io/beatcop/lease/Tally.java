package io.beatcop.lease;

import io.beatcop.lease.LeaseAnswer.Granted;
import io.beatcop.lease.LeaseAnswer.HeldByOther;
import io.beatcop.lease.LeaseAnswer.Paused;
import io.beatcop.lease.LeaseAnswer.Pending;
import io.beatcop.lease.LeaseAnswer.Refused;
import io.beatcop.lease.LeaseAnswer.Unavailable;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The answers of the members of a quorum to one question, counted. */
final class Tally {

  /**
   * An answer, and how it counts.
   *
   * @param answer the answer
   * @param isVote whether it is a vote for this node
   * @param remembers whether the member is known to remember the last token
   */
  record Count(LeaseAnswer answer, boolean isVote, boolean remembers) {}

  private static final Count SILENCE =
      new Count(new Unavailable("did not answer in time"), false, false);

  private final List<String> names;
  private final Map<Integer, Count> counts = new TreeMap<>();

  /** A tally of members with these names. */
  Tally(List<String> names) {
    this.names = names;
  }

  void count(int member, Count count) {
    counts.put(member, count);
  }

  /** Counts each member that has not answered by now as failed. */
  void close() {
    for (int member = 0; member < names.size(); member++) {
      counts.putIfAbsent(member, SILENCE);
    }
  }

  /** How many answers are still to come. */
  int open() {
    return names.size() - counts.size();
  }

  /** The members that voted for this node. */
  List<Integer> voters() {
    return members(Count::isVote);
  }

  int votes() {
    return voters().size();
  }

  /** The members that keep the key for this node, whether that is a vote yet or not. */
  List<Integer> keys() {
    return members(count -> count.answer() instanceof Granted || count.answer() instanceof Pending);
  }

  /** How many are sure not to vote for this node. */
  int losses() {
    return number(count -> !count.isVote() && !isFailure(count.answer()));
  }

  int failures() {
    return number(count -> isFailure(count.answer()));
  }

  /** How many gave an answer of this kind. */
  int answers(Class<? extends LeaseAnswer> kind) {
    return number(count -> kind.isInstance(count.answer()));
  }

  /** How many remember the last token. */
  int memories() {
    return number(Count::remembers);
  }

  /** How many answers about the key show no memory of the last token. */
  int forgetful() {
    return number(count -> !count.remembers() && isAboutTheKey(count.answer()));
  }

  private static boolean isAboutTheKey(LeaseAnswer answer) {
    return answer instanceof Granted || answer instanceof Pending || answer instanceof HeldByOther;
  }

  private int number(Predicate<Count> wanted) {
    return members(wanted).size();
  }

  private List<Integer> members(Predicate<Count> wanted) {
    return counts.entrySet().stream()
        .filter(entry -> wanted.test(entry.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean isFailure(LeaseAnswer answer) {
    return answer instanceof Unavailable || answer instanceof Refused;
  }

  /** The other holders that the answers name. */
  OtherHolders otherHolders() {
    return new OtherHolders(all(HeldByOther.class).toList());
  }

  /**
   * The pause at whose end so many members are not paused any more.
   *
   * @param lacking how many members have to end their pause, from 1
   */
  Paused paused(int lacking) {
    return all(Paused.class)
        .sorted(
            Comparator.comparing(
                paused -> paused.expiresIn().orElse(Duration.ofSeconds(Long.MAX_VALUE))))
        .skip(lacking - 1L)
        .findFirst()
        .orElseThrow();
  }

  /** The term that the votes show. */
  String term() {
    return counts.values().stream()
        .filter(Count::isVote)
        .map(count -> ((Granted) count.answer()).term())
        .reduce("", (first, next) -> next);
  }

  /** A token that is greater than all that were told, and not below the floor (L6). */
  long tokenFrom(long floor) {
    return counts.values().stream()
        .map(Count::answer)
        .mapToLong(
            answer ->
                answer instanceof Granted granted
                    ? granted.token()
                    : lastToken(answer).orElse(floor - 1) + 1)
        .reduce(floor, Math::max);
  }

  /** The last token that a member tells without having granted it to this node. */
  static OptionalLong lastToken(LeaseAnswer answer) {
    if (answer instanceof Pending pending) {
      return pending.token();
    }
    return answer instanceof HeldByOther other ? other.token() : OptionalLong.empty();
  }

  /** The first answer that only another setting can fix. */
  Refused refusal() {
    return all(Refused.class).findFirst().orElseThrow();
  }

  /** The failures in words, each with the name of its member. */
  Unavailable unavailable() {
    String reasons =
        counts.entrySet().stream()
            .filter(entry -> isNoHelp(entry.getValue().answer()))
            .map(entry -> names.get(entry.getKey()) + ": " + reason(entry.getValue().answer()))
            .collect(Collectors.joining("; "));
    return new Unavailable("no majority of the " + names.size() + " servers: " + reasons);
  }

  private static boolean isNoHelp(LeaseAnswer answer) {
    return isFailure(answer) || answer instanceof Paused;
  }

  /** Why a member does not count, in words. */
  static String reason(LeaseAnswer failure) {
    if (failure instanceof Paused paused) {
      return paused.why();
    }
    return failure instanceof Refused refused
        ? refused.message()
        : ((Unavailable) failure).reason();
  }

  private <A extends LeaseAnswer> Stream<A> all(Class<A> kind) {
    return counts.values().stream().map(Count::answer).filter(kind::isInstance).map(kind::cast);
  }
}
