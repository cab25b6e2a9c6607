package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.redis.LeaseHistory.Ending;
import io.beatcop.redis.LeaseHistory.Term;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the entries tell of the terms, and no more than they tell. */
class LeaseHistoryTest {

  @Test
  void aTermThatWasReleasedHasAnEndAndAnExactGap() {
    List<Term> terms =
        terms("b", "2", "9500", "granted 2 b 9200 released 8000", "released 1 a 9000", first());

    assertThat(terms.get(0))
        .isEqualTo(new Term(1, "a", at(5000), at(9000), Optional.of(at(9000)), Ending.RELEASED));
    assertThat(terms.get(0).gapBefore(terms.get(1))).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void aTermThatRanOutLastedAtLeastToItsLastRenewal() {
    List<Term> terms = terms("b", "2", "9500", "granted 2 b 9200 expired 7000", first());

    assertThat(terms.get(0))
        .isEqualTo(new Term(1, "a", at(5000), at(7000), Optional.empty(), Ending.EXPIRED));
    assertThat(terms.get(0).gapBefore(terms.get(1))).isEqualTo(Duration.ofMillis(2200));
  }

  @Test
  void aTermWhoseRenewalsNobodyKnowsLastedAtLeastAMoment() {
    List<Term> terms = terms("b", "2", "", "granted 2 b 9200 unknown -", first());

    assertThat(terms.get(0))
        .isEqualTo(new Term(1, "a", at(5000), at(5000), Optional.empty(), Ending.UNKNOWN));
  }

  @Test
  void theHoldersTermLasts() {
    assertThat(terms("a", "1", "8000", first()))
        .containsExactly(new Term(1, "a", at(5000), at(8000), Optional.empty(), Ending.HOLDS));
  }

  @Test
  void aLastTermWhoseKeyIsGoneEndedNobodyKnowsHow() {
    assertThat(terms("", "1", "8000", first()).get(0).ending()).isEqualTo(Ending.UNKNOWN);
  }

  @Test
  void clocksThatDisagreeMakeNoNegativeGap() {
    List<Term> terms =
        terms("b", "2", "9500", "granted 2 b 8900 released 8000", "released 1 a 9000", first());

    assertThat(terms.get(0).gapBefore(terms.get(1))).isZero();
  }

  @Test
  void whatIsNotUnderstoodIsLeftOut() {
    assertThat(terms("a", "1", "8000", "something else", first())).hasSize(1);
  }

  @Test
  void thereMayBeNothing() {
    assertThat(terms("", "", "")).isEmpty();
  }

  private static List<Term> terms(String... reply) {
    return LeaseHistory.decoded(List.of(reply)).terms();
  }

  private static String first() {
    return "granted 1 a 5000 unknown -";
  }

  private static Instant at(long millis) {
    return Instant.ofEpochMilli(millis);
  }
}
