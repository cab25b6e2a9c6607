package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the settings of a lease refuse, and in which words. */
class LeaseSettingsTest {

  private static LeaseSettings settings(Duration ttl, Duration timeout, Duration notice) {
    return LeaseSettings.of("nightly", ttl)
        .withHolder("a-node")
        .withTimeout(timeout)
        .withExpiringNotice(notice);
  }

  @ParameterizedTest
  @CsvSource({"99ms", "0ms", "2d", "25h"})
  void aTtlOutOfRangeIsRefused(String ttl) {
    Duration wrong = Durations.parse("ttl", ttl);

    assertThatThrownBy(() -> LeaseSettings.of("nightly", wrong))
        .isInstanceOf(SettingException.class)
        .hasMessage("ttl = " + ttl + ": must be from 100ms to 1d");
  }

  @Test
  void aTimeoutThatLeavesNoSecondChanceIsRefused() {
    assertThatThrownBy(
            () -> settings(Duration.ofSeconds(10), Duration.ofSeconds(11), Duration.ofSeconds(1)))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "timeout = 11s: must be from 1ms to a quarter of the ttl, 2500ms, so that a renewal"
                + " that failed can be tried again before the lease ends");
  }

  @Test
  void aNoticeThatEveryRenewalWouldMissIsRefused() {
    assertThatThrownBy(
            () -> settings(Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(5)))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("expiringNotice = 5s: must be less than half of the ttl, 5s");
  }

  @Test
  void aDeferenceThatIsLongerThanAQuarterOfTheTtlIsRefused() {
    assertThatThrownBy(() -> deferring(Duration.ofMillis(2501)))
        .isInstanceOf(SettingException.class)
        .hasMessage("deference = 2501ms: must be at most a quarter of the ttl, 2500ms");
    assertThat(deferring(Duration.ofMillis(2500)).deference().toMillis()).isEqualTo(2500);
  }

  private static LeaseSettings deferring(Duration deference) {
    return LeaseSettings.of("nightly", Duration.ofSeconds(10))
        .withHolder("a-node")
        .withTimeout(Duration.ofSeconds(1))
        .withExpiringNotice(Duration.ofSeconds(2))
        .withDeference(deference);
  }

  @Test
  void anEmptyNameIsRefused() {
    assertThatThrownBy(() -> LeaseSettings.of(" ", Duration.ofSeconds(1)))
        .isInstanceOf(SettingException.class)
        .hasMessage("lease = ' ': must have a name");
  }

  @Test
  void aHolderWithASpaceIsRefused() {
    assertThatThrownBy(
            () ->
                LeaseSettings.of("nightly", Duration.ofSeconds(1))
                    .withHolder("two words")
                    .withTimeout(Duration.ofMillis(100))
                    .withExpiringNotice(Duration.ZERO))
        .isInstanceOf(SettingException.class)
        .hasMessage("holder = 'two words': must be 1 to 255 characters without spaces");
  }

  @Test
  void theLongestAndTheShortestOfEachSettingAreAllowed() {
    Duration ttl = Duration.ofSeconds(10);

    assertThat(settings(ttl, Duration.ofMillis(1), Duration.ZERO).expiringNotice()).isZero();
    assertThat(settings(ttl, Duration.ofMillis(2500), Duration.ofMillis(4999)).timeout())
        .isEqualTo(Duration.ofMillis(2500));
    assertThat(heldBy("x".repeat(255)).holder()).hasSize(255);
  }

  @Test
  void aTimeoutOfNothingIsRefused() {
    assertThatThrownBy(
            () -> settings(Duration.ofSeconds(10), Duration.ofNanos(999_999), Duration.ZERO))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("timeout = 0ms: must be from 1ms to a quarter of the ttl");
  }

  @Test
  void aNoticeAfterTheDeadlineIsRefused() {
    assertThatThrownBy(
            () -> settings(Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofMillis(-1)))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("expiringNotice = -1ms: must be less than half of the ttl, 5s");
  }

  @Test
  void aDeferenceOfLessThanNothingIsRefused() {
    assertThatThrownBy(() -> deferring(Duration.ofMillis(-1)))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("deference = -1ms: must be at most a quarter of the ttl");
  }

  /** It stands between spaces in the term, which Redis and every node read. */
  @ParameterizedTest
  @ValueSource(strings = {"", "a\tb", "a\u007fb", "a\nb"})
  void aHolderThatCouldNotBeReadBackIsRefused(String holder) {
    assertThatThrownBy(() -> heldBy(holder))
        .isInstanceOf(SettingException.class)
        .hasMessageEndingWith("must be 1 to 255 characters without spaces");
  }

  @Test
  void aHolderThatIsTooLongIsRefused() {
    assertThatThrownBy(() -> heldBy("x".repeat(256))).isInstanceOf(SettingException.class);
  }

  private static LeaseSettings heldBy(String holder) {
    return LeaseSettings.of("nightly", Duration.ofSeconds(10))
        .withHolder(holder)
        .withTimeout(Duration.ofSeconds(1))
        .withExpiringNotice(Duration.ofSeconds(2));
  }

  @Test
  void aNodesNameWithASpaceIsRefusedBeforeAnythingIsAddedToIt() {
    assertThatThrownBy(() -> LeaseSettings.newHolder("two words"))
        .isInstanceOf(SettingException.class)
        .hasMessage("holder = 'two words': must be 1 to 255 characters without spaces");
    assertThatThrownBy(() -> LeaseSettings.newHolder("")).isInstanceOf(SettingException.class);
    assertThat(LeaseSettings.newHolder("pod-0")).matches("pod-0-[0-9a-f]{8}");
  }

  @Test
  void theTimesOfALeaseFollowFromItsTtl() {
    LeaseSettings settings = LeaseSettings.of("nightly", Duration.ofSeconds(60));

    assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.expiringNotice()).isEqualTo(Duration.ofSeconds(12));
    assertThat(settings.renewal()).isEqualTo(Duration.ofSeconds(20));
    assertThat(settings.drift()).isEqualTo(Duration.ofSeconds(6));
    assertThat(settings.deference()).isZero();
    assertThat(settings.trustAbsence()).isFalse();
  }

  @Test
  void theDefaultsOfEveryTtlMakeSense() {
    assertThat(LeaseSettings.of("nightly", Duration.ofMillis(100)).timeout())
        .isEqualTo(Duration.ofNanos(100_000_000 / 6));
    assertThat(LeaseSettings.of("nightly", Duration.ofDays(1)).renewal())
        .isEqualTo(Duration.ofHours(8));
  }

  @Test
  void noTwoStartsHaveOneHolder() {
    assertThat(LeaseSettings.newHolder()).isNotEqualTo(LeaseSettings.newHolder());
    assertThat(LeaseSettings.newHolder()).matches("\\S+-\\d+-[0-9a-f]{8}");
  }

  @ParameterizedTest
  @CsvSource({"500ms,PT0.5S", "10s,PT10S", "5 m,PT5M", "1h,PT1H", "1d,PT24H"})
  void durationsAreReadAsPeopleWriteThem(String text, Duration expected) {
    assertThat(Durations.parse("ttl", text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"10", "10 seconds", "-1s", "1.5s", "''", "ten"})
  void whatIsNoDurationIsRefused(String text) {
    assertThatThrownBy(() -> Durations.parse("ttl", text))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "ttl = " + text + ": must be a whole number and its unit, such as 500ms, 10s or 5m");
  }

  @ParameterizedTest
  @CsvSource({
    "PT0.05S,50ms",
    "PT10S,10s",
    "PT2.5S,2500ms",
    "PT5M,5m",
    "PT1H,1h",
    "PT48H,2d",
    "PT0S,0ms",
    "PT-1S,-1s"
  })
  void durationsAreWrittenInTheLargestUnitThatFits(Duration duration, String expected) {
    assertThat(Durations.format(duration)).isEqualTo(expected);
  }
}
