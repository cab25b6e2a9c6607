package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long each pause is: the shortest and the longest that chance may give it. */
class BackoffTest {

  private static final long MILLI = 1_000_000;
  private static final Moment NOW = new Moment(0, 0);
  private static final Phase CAMPAIGNING = new Phase.Campaigning();

  private static Backoff backoff(boolean longest, Duration ttl, Duration deference) {
    RandomGenerator chance =
        new RandomGenerator() {
          @Override
          public long nextLong() {
            throw new AssertionError("without a bound");
          }

          @Override
          public long nextLong(long bound) {
            return longest ? bound - 1 : 0;
          }
        };
    LeaseSettings settings =
        LeaseSettings.of("nightly", ttl).withHolder("a").withDeference(deference);
    return new Backoff(settings, chance);
  }

  private static Backoff shortest() {
    return backoff(false, Duration.ofSeconds(10), Duration.ZERO);
  }

  private static Backoff longest() {
    return backoff(true, Duration.ofSeconds(10), Duration.ZERO);
  }

  private static Phase holdingUntil(long millis) {
    return new Phase.Held(new Grant(1, new Deadline(millis * MILLI, millis, 0)));
  }

  @ParameterizedTest
  @CsvSource({"1, 25, 50", "2, 50, 100", "3, 100, 200", "4, 200, 400", "5, 250, 500"})
  void aPauseDoublesWithEachFailureUpToHalfASecond(int failures, long least, long most) {
    assertThat(shortest().afterFailure(failures, CAMPAIGNING, NOW)).isEqualTo(least * MILLI);
    assertThat(longest().afterFailure(failures, CAMPAIGNING, NOW)).isEqualTo(most * MILLI);
  }

  /** A pause that doubled for ever would be none at all in the end, or less. */
  @ParameterizedTest
  @CsvSource({"11", "12", "64", "65", "100000"})
  void aPauseStaysHalfASecondAfterAnyNumberOfFailures(int failures) {
    assertThat(longest().whileWaiting(failures)).isEqualTo(500 * MILLI);
  }

  @Test
  void aPauseOfAShortTtlBeginsWithATwentiethOfItAndIsAThirdAtMost() {
    Backoff brief = backoff(true, Duration.ofMillis(600), Duration.ZERO);

    assertThat(brief.whileWaiting(1)).isEqualTo(30 * MILLI);
    assertThat(brief.whileWaiting(9)).isEqualTo(200 * MILLI);
  }

  @Test
  void aHolderPausesForAQuarterOfWhatIsLeftToItAtMost() {
    assertThat(longest().afterFailure(9, holdingUntil(1_000), NOW)).isEqualTo(250 * MILLI);
    assertThat(longest().afterFailure(1, holdingUntil(1_000), NOW)).isEqualTo(50 * MILLI);
    assertThat(longest().afterFailure(9, holdingUntil(1_000), new Moment(600 * MILLI, 600)))
        .isEqualTo(100 * MILLI);
  }

  @Test
  void noPauseIsShorterThanTwoMilliseconds() {
    assertThat(longest().afterFailure(9, holdingUntil(1), NOW)).isEqualTo(2 * MILLI);
    assertThat(longest().afterFailure(9, holdingUntil(-1_000), NOW)).isEqualTo(2 * MILLI);
  }

  @Test
  void aLookComesOneToFiveMillisecondsAfterTheExpiryThatItIsFor() {
    Optional<Duration> left = Optional.of(Duration.ofSeconds(3));

    assertThat(shortest().afterExpiry(left)).isEqualTo(3_001 * MILLI);
    assertThat(longest().afterExpiry(left)).isEqualTo(3_005 * MILLI - 1);
  }

  @Test
  void aLookComesAfterATtlWhereTheKeyLivesLongerOrForEver() {
    assertThat(shortest().afterExpiry(Optional.of(Duration.ofHours(1)))).isEqualTo(10_001 * MILLI);
    assertThat(shortest().afterExpiry(Optional.empty())).isEqualTo(10_001 * MILLI);
  }

  @Test
  void nodesThatAreWokenAskWithinAMillisecond() {
    assertThat(shortest().afterWake()).isZero();
    assertThat(longest().afterWake()).isEqualTo(MILLI - 1);
  }

  @Test
  void aNodeThatDefersAsksThatMuchLater() {
    Backoff deferring = backoff(false, Duration.ofSeconds(10), Duration.ofSeconds(1));

    assertThat(deferring.beforeCampaign()).isEqualTo(1_000 * MILLI);
    assertThat(deferring.afterWake()).isEqualTo(1_000 * MILLI);
    assertThat(deferring.afterExpiry(Optional.of(Duration.ofSeconds(3)))).isEqualTo(4_001 * MILLI);
    assertThat(deferring.afterFailure(1, CAMPAIGNING, NOW)).isEqualTo(1_025 * MILLI);
  }

  @Test
  void aNodeThatHasTheKeyOrGivesItBackDefersToNobody() {
    Backoff deferring = backoff(false, Duration.ofSeconds(10), Duration.ofSeconds(1));
    Phase waiting = new Phase.Waiting(new Deadline(0, 0, 0), 0, OptionalLong.empty());
    Phase releasing = new Phase.Releasing(Optional.empty(), false, 0);

    assertThat(deferring.afterFailure(1, waiting, NOW)).isEqualTo(25 * MILLI);
    assertThat(deferring.afterFailure(1, releasing, NOW)).isEqualTo(25 * MILLI);
    assertThat(deferring.afterFailure(1, holdingUntil(9_000), NOW)).isEqualTo(25 * MILLI);
  }
}
