package io.beatcop.lease.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a node plans by a picture: a sentence for each rule. */
class BalanceTest {

  private static final Duration TTL = Duration.ofSeconds(10);
  private static final Sharing EQUAL = new Sharing(TTL, "", TTL.multipliedBy(6), 1000);

  private static Member node(String name, Integer... awaits) {
    return new Member(name, "", 1, false, Duration.ofHours(1), Set.of(awaits));
  }

  private static Member newcomer(String name, Integer... awaits) {
    return new Member(name, "", 1, false, TTL.dividedBy(2), Set.of(awaits));
  }

  private static Member draining(String name) {
    return new Member(name, "", 1, true, Duration.ofHours(1), Set.of());
  }

  private static Member near(String name, Duration present, Integer... awaits) {
    return new Member(name, "near", 1, false, present, Set.of(awaits));
  }

  /** The holder of each slice, by the words of a text; - for none. */
  private static Picture picture(String holders, Member... members) {
    return new Picture(
        List.of(members),
        Arrays.stream(holders.split(" ", -1)).map(name -> name.equals("-") ? "" : name).toList());
  }

  private static Plan plan(Picture picture, String me, Integer... leaving) {
    return new Balance(EQUAL).plan(picture, me, Set.of(leaving));
  }

  @Test
  void aNodeThatIsAloneWantsAll() {
    assertThat(plan(picture("- - - -", newcomer("a")), "a").wanted()).containsOnly(0, 1, 2, 3);
  }

  @Test
  void freeSlicesAreSharedAndNoneIsWantedByTwo() {
    Picture picture = picture("- - - - -", node("a"), node("b"));

    Set<Integer> ofA = plan(picture, "a").wanted();
    Set<Integer> ofB = plan(picture, "b").wanted();

    assertThat(ofA.size() + ofB.size()).isEqualTo(5);
    assertThat(ofA).hasSizeBetween(2, 3).doesNotContainAnyElementsOf(ofB);
  }

  @Test
  void aNodeOfDoubleWeightHasTwiceAsMuch() {
    Member heavy = new Member("b", "", 2, false, Duration.ofHours(1), Set.of());

    assertThat(plan(picture("- - - - - -", node("a"), heavy), "b").wanted()).hasSize(4);
  }

  @Test
  void aShareWithoutARestIsNotRoundedUp() {
    Member three = new Member("a", "", 3, false, Duration.ofHours(1), Set.of());
    Member two = new Member("c", "", 2, false, Duration.ofHours(1), Set.of());
    Picture picture = picture("a a a a a b c c", three, node("b"), two);

    assertThat(plan(picture, "a").wanted()).hasSize(4);
  }

  @Test
  void noNodeHasMoreThanItsLimitAndTheOthersAreSpare() {
    Balance slots = new Balance(new Sharing(TTL, "", TTL, 1));
    Picture picture = picture("a b", node("a"), node("b"), node("c"));

    assertThat(slots.plan(picture, "c", Set.of()).wanted()).isEmpty();
    assertThat(slots.plan(picture, "a", Set.of()).wanted()).containsOnly(0);
  }

  @Test
  void aSliceThatIsTooMuchIsGivenToANodeThatWaitsForIt() {
    Picture waits = picture("a a", node("a"), node("b", 0, 1));
    Picture doesNotWaitYet = picture("a a", node("a"), node("b"));

    assertThat(plan(waits, "a").handOver()).containsExactly(1);
    assertThat(plan(doesNotWaitYet, "a").handOver()).isEmpty();
  }

  @Test
  void aNodeIsGivenOneSliceAtATime() {
    Picture picture = picture("a a a a", node("a"), node("b", 0, 1, 2, 3));

    Set<Integer> first = plan(picture, "a").handOver();

    assertThat(first).hasSize(1);
    assertThat(plan(picture, "a", first.iterator().next()).handOver()).isEmpty();
  }

  @Test
  void twoNodesAreGivenASliceEach() {
    Picture picture =
        picture("a a a a a a", node("a"), node("b", 2, 3, 4, 5), node("c", 2, 3, 4, 5));

    assertThat(plan(picture, "a").handOver()).hasSize(2);
  }

  @Test
  void aHolderThatHasNoMoreThanItsShareKeepsIt() {
    Picture picture = picture("a a b", node("a", 0, 1, 2), node("b", 0, 1, 2));

    assertThat(plan(picture, "a").handOver()).isEmpty();
    assertThat(plan(picture, "b").handOver()).isEmpty();
  }

  @Test
  void aDrainingNodeGivesAllAndGetsNone() {
    Picture picture = picture("a a -", draining("a"), node("b", 0, 1, 2));

    assertThat(plan(picture, "a").wanted()).isEmpty();
    assertThat(plan(picture, "a").handOver()).hasSize(1);
    assertThat(plan(picture, "b").wanted()).containsOnly(0, 1, 2);
  }

  @Test
  void aDrainingNodeThatIsAloneKeepsItsSlices() {
    Plan plan = plan(picture("a -", draining("a")), "a");

    assertThat(plan.handOver()).isEmpty();
    assertThat(plan.wanted()).isEmpty();
  }

  @Test
  void nothingMovesForANewcomer() {
    Picture picture = picture("a a", node("a"), newcomer("b", 0, 1));

    assertThat(plan(picture, "a").handOver()).isEmpty();
    assertThat(plan(picture, "b").wanted()).isEmpty();
  }

  @Test
  void aNewcomerTakesWhatNobodyElseMayHave() {
    Balance slots = new Balance(new Sharing(TTL, "", TTL, 1));
    Picture picture = picture("a -", node("a"), newcomer("b"));

    assertThat(slots.plan(picture, "b", Set.of()).wanted()).containsOnly(1);
  }

  @Test
  void aPreferredNodeGetsAllAfterItsQuietTime() {
    Balance preferring = new Balance(new Sharing(TTL, "near", TTL.multipliedBy(6), 1000));
    Picture tooEarly = picture("a a", node("a"), near("b", TTL.multipliedBy(5), 0, 1));
    Picture quiet = picture("a a", node("a"), near("b", TTL.multipliedBy(6), 0, 1));

    assertThat(preferring.plan(tooEarly, "b", Set.of()).wanted()).isEmpty();
    assertThat(preferring.plan(quiet, "b", Set.of()).wanted()).containsOnly(0, 1);
    assertThat(preferring.plan(quiet, "a", Set.of()).handOver()).hasSize(1);
  }

  /** Programs of other versions, on other machines, must come to the same answer. */
  @Test
  void theOrderOfASliceIsTheSameEverywhere() {
    Balance balance = new Balance(EQUAL);

    assertThat(balance.affinity(3, node("web-1"))).isEqualTo(4247931268026674472L);
  }
}
