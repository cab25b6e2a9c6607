package io.beatcop.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.scheduling.support.CronExpression;

/** The times of cron expressions. */
class CronTimesTest {

  private static final long NOON = millis("2026-11-29T12:00:00Z");

  private static long millis(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  private static CronTimes times(String... crons) {
    return new CronTimes(
        Stream.of(crons)
            .map(cron -> new CronTimes.Cron(CronExpression.parse(cron), ZoneOffset.UTC))
            .toList());
  }

  @Test
  void theNextTimeIsThatOfWhicheverCronComesFirst() {
    assertThat(times("0 0 3 * * *", "0 30 2 * * *").next(NOON))
        .hasValue(millis("2026-11-30T02:30:00Z"));
  }

  @Test
  void theNewestTimeIsTheLastOneThatIsDue() {
    assertThat(times("0 0 3 * * *").newest(millis("2026-11-20T00:00:00Z"), NOON))
        .hasValue(millis("2026-11-29T03:00:00Z"));
  }

  @Test
  void aTimeIsDueWhenItHasCome() {
    assertThat(times("0 0 12 * * *").newest(NOON - 1, NOON)).hasValue(NOON);
    assertThat(times("0 0 12 * * *").newest(NOON - 1_000, NOON - 1)).isEmpty();
  }

  @Test
  void aTimeThatWasHandledIsNotDue() {
    assertThat(times("0 0 12 * * *").newest(NOON, NOON + 3_600_000)).isEmpty();
  }

  @Test
  void ofManyMissedTimesTheNewestIsFoundAtOnce() {
    assertThat(times("* * * * * *").newest(millis("1996-01-01T00:00:00Z"), NOON + 999))
        .hasValue(NOON);
  }

  @Test
  void aRareTimeIsFoundHoweverLongItIsAgo() {
    assertThat(times("0 0 0 29 2 *").newest(millis("2021-01-01T00:00:00Z"), NOON))
        .hasValue(millis("2024-02-29T00:00:00Z"));
  }

  @Test
  void aCronThatHasNoFurtherTimeIsNeverDue() {
    assertThat(times("0 0 0 31 2 *").newest(0, NOON)).isEqualTo(OptionalLong.empty());
    assertThat(times("0 0 0 31 2 *").next(NOON)).isEmpty();
  }

  @Test
  void eachCronHasItsZone() {
    CronTimes times =
        new CronTimes(
            List.of(
                new CronTimes.Cron(
                    CronExpression.parse("0 0 3 * * *"), ZoneId.of("Europe/Berlin"))));

    assertThat(times.newest(NOON - 24 * 3_600_000, NOON)).hasValue(millis("2026-11-29T02:00:00Z"));
  }
}
