package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When it is time to ask, on a monotonic clock that may begin anywhere, and be wrong. */
class NextRequestTest {

  private static final long MILLI = 1_000_000;

  /** The clock overflows a second after this. */
  private static final long BEGIN = Long.MAX_VALUE - 1_000 * MILLI;

  private final NextRequest nextRequest =
      new NextRequest(
          LeaseSettings.of("nightly", Duration.ofSeconds(10))
              .withHolder("a")
              .withTimeout(Duration.ofSeconds(1))
              .withExpiringNotice(Duration.ofSeconds(2))
              .withDeference(Duration.ofSeconds(1)));

  private static Moment at(long millis) {
    return new Moment(BEGIN + millis * MILLI, millis);
  }

  @Test
  void itIsTimeFromTheMomentOnThatWasSet() {
    nextRequest.askAt(at(5_000).nanos());

    assertThat(nextRequest.isDue(at(4_999))).isFalse();
    assertThat(nextRequest.isDue(at(5_000))).isTrue();
    assertThat(nextRequest.isDue(at(6_000))).isTrue();
  }

  /** Twice the ttl and what is added to it, and a second. */
  @Test
  void whatIsFurtherAwayThanAnyPauseWasSetByAWrongClock() {
    nextRequest.askAt(at(23_000).nanos());

    assertThat(nextRequest.isDue(at(0))).isFalse();
    assertThat(nextRequest.isDue(at(-1))).isTrue();
  }

  @Test
  void theSoonerOfTwoMomentsCounts() {
    nextRequest.askAt(at(5_000).nanos());
    nextRequest.askSoonerAt(at(6_000).nanos());
    assertThat(nextRequest.dueNanos(Optional.empty())).isEqualTo(at(5_000).nanos());

    nextRequest.askSoonerAt(at(500).nanos());
    assertThat(nextRequest.dueNanos(Optional.empty())).isEqualTo(at(500).nanos());
  }

  /** M1: nothing is put off by it, and nothing else comes sooner. */
  @Test
  void whatIsDueSoonMayTravelWithAnother() {
    nextRequest.askAt(at(5_000).nanos());

    nextRequest.askNowIfDueWithin(200 * MILLI, at(4_799));
    assertThat(nextRequest.dueNanos(Optional.empty())).isEqualTo(at(5_000).nanos());
    nextRequest.askNowIfDueWithin(200 * MILLI, at(4_800));
    assertThat(nextRequest.dueNanos(Optional.empty())).isEqualTo(at(4_800).nanos());
    nextRequest.askNowIfDueWithin(200 * MILLI, at(4_900));
    assertThat(nextRequest.dueNanos(Optional.empty())).isEqualTo(at(4_800).nanos());
  }

  @Test
  void aHolderLooksAtItsDeadlineAtTheLatest() {
    nextRequest.askAt(at(5_000).nanos());

    assertThat(nextRequest.dueNanos(heldUntil(3_000))).isEqualTo(at(3_000).nanos());
    assertThat(nextRequest.dueNanos(heldUntil(6_000))).isEqualTo(at(5_000).nanos());
  }

  private static Optional<Grant> heldUntil(long millis) {
    return Optional.of(new Grant(1, new Deadline(at(millis).nanos(), millis, 0)));
  }

  @Test
  void aRenewalIsDueAThirdOfTheTtlAfterTheLastRequest() {
    nextRequest.ask(at(100));
    nextRequest.askToRenew();

    assertThat(nextRequest.dueNanos(Optional.empty()))
        .isEqualTo(at(100).nanos() + Duration.ofSeconds(10).dividedBy(3).toNanos());
  }

  @Test
  void aHintMakesAHolderAskAThirtiethOfTheTtlAfterTheLastRequest() {
    nextRequest.ask(at(100));
    nextRequest.askToRenew();
    nextRequest.askToRenewSooner();

    assertThat(nextRequest.dueNanos(Optional.empty()))
        .isEqualTo(at(100).nanos() + Duration.ofSeconds(10).dividedBy(30).toNanos());
  }

  @Test
  void aTermCountsFromTheLastRequest() {
    nextRequest.ask(at(100));

    assertThat(nextRequest.deadline().nanos()).isEqualTo(at(9_100).nanos());
  }
}
