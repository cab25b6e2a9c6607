package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.redis.LeaseHistory.Ending;
import io.beatcop.redis.LeaseHistory.Term;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How long nobody held a lease is read from its history. */
class HandOverTimesTest {

  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  private static Term term(long token, String holder, int from, int until) {
    return new Term(
        token,
        holder,
        NOON.plusSeconds(from),
        NOON.plusSeconds(until),
        Optional.of(NOON.plusSeconds(until)),
        Ending.RELEASED);
  }

  @Test
  void theTimeIsThatSinceTheTermBefore() {
    List<Term> terms = List.of(term(1, "a", 0, 10), term(2, "b", 13, 20), term(3, "c", 50, 60));

    assertThat(HandOverTimes.before(terms, 2)).contains(Duration.ofSeconds(3));
  }

  @Test
  void aNodeThatHadTheTermBeforeHasTakenOverFromNobody() {
    assertThat(HandOverTimes.before(List.of(term(1, "a", 0, 10), term(2, "a", 13, 20)), 2))
        .isEmpty();
  }

  @Test
  void beforeTheFirstKnownTermNothingIsKnown() {
    assertThat(HandOverTimes.before(List.of(term(1, "a", 0, 10)), 1)).isEmpty();
    assertThat(HandOverTimes.before(List.of(), 1)).isEmpty();
  }
}
