package io.beatcop.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.redis.LeaseStatus;
import io.beatcop.redis.LeaseStatus.Pause;
import io.beatcop.redis.LeaseStatus.Possession;
import io.beatcop.redis.LeaseStatus.Waiter;
import io.beatcop.redis.OperatorNote;
import io.beatcop.redis.OverdueNote;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A status in words and as facts. */
class StatusReportTest {

  private static final Instant NOW = Instant.parse("2026-11-24T14:00:10Z");
  private static final OperatorNote NOTE =
      new OperatorNote(NOW.minusSeconds(60), "ops@host", "upgrade");

  private static final LeaseStatus FULL =
      new LeaseStatus(
          Possession.HELD,
          Optional.of("a-1-x"),
          Optional.of(Duration.ofMillis(7400)),
          OptionalLong.of(42),
          Optional.of(NOW.minusSeconds(3)),
          Optional.of(new Pause(NOTE, Optional.of(Duration.ofMinutes(90)))),
          Optional.of(NOTE),
          List.of(
              new Waiter("b-2-y", NOW.minusMillis(1500)), new Waiter("c-3-z", NOW.plusSeconds(1))),
          List.of());

  private static final LeaseStatus FREE =
      new LeaseStatus(
          Possession.FREE,
          Optional.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          List.of());

  private static StatusReport report(LeaseStatus status) {
    return new StatusReport("nightly", status, Optional.empty(), NOW);
  }

  private static StatusReport withOverdue() {
    return new StatusReport(
        "nightly",
        FREE,
        Optional.of(new OverdueNote(3, NOW.minusSeconds(100), "g.t since noon: nobody holds")),
        NOW);
  }

  @Test
  void whatIsOverdueIsSaid() {
    assertThat(withOverdue().lines()).contains("overdue  3, first g.t since noon: nobody holds");
    assertThat(withOverdue().line()).isEqualTo("nightly: held by nobody, waiting: 0, overdue: 3");
    assertThat(Json.of(withOverdue().facts()))
        .endsWith(
            "\"overdue\":{\"triggers\":3,\"since\":\"2026-11-24T13:58:30Z\","
                + "\"first\":\"g.t since noon: nobody holds\"}}");
  }

  @Test
  void allThatIsKnownIsSaid() {
    assertThat(String.join("\n", report(FULL).lines()))
        .isEqualTo(
            """
            lease    nightly
            holder   a-1-x
            expires  in 7.4 s, unless it is renewed
            token    42
            paused   by ops@host: upgrade, for 1 h 30 min more
            asked    to step down, by ops@host: upgrade
            waiting  b-2-y, asked 1.5 s ago
                     c-3-z, asked 0.0 s ago""");
  }

  @Test
  void whatIsNotThereIsNotSaid() {
    assertThat(String.join("\n", report(FREE).lines()))
        .isEqualTo("lease    nightly\nholder   nobody\ntoken    none granted yet");
  }

  @Test
  void oneLineSaysWhatDoesNotChangeByItself() {
    assertThat(report(FULL).line())
        .isEqualTo("nightly: held by a-1-x, token 42, paused by ops@host: upgrade, waiting: 2");
    assertThat(report(FREE).line()).isEqualTo("nightly: held by nobody, waiting: 0");
  }

  @Test
  void theFactsAreTheSame() {
    assertThat(Json.of(report(FULL).facts()))
        .isEqualTo(
            "{\"lease\":\"nightly\",\"state\":\"held\",\"holder\":\"a-1-x\",\"expiresInMillis\":7400,"
                + "\"token\":42,\"renewedAt\":\"2026-11-24T14:00:07Z\",\"paused\":true,"
                + "\"pause\":{\"by\":\"ops@host\",\"at\":\"2026-11-24T13:59:10Z\","
                + "\"reason\":\"upgrade\"},\"pauseEndsInMillis\":5400000,"
                + "\"stepDown\":{\"by\":\"ops@host\",\"at\":\"2026-11-24T13:59:10Z\","
                + "\"reason\":\"upgrade\"},\"waiting\":["
                + "{\"node\":\"b-2-y\",\"askedAt\":\"2026-11-24T14:00:08.500Z\"},"
                + "{\"node\":\"c-3-z\",\"askedAt\":\"2026-11-24T14:00:11Z\"}]}");
    assertThat(Json.of(report(FREE).facts()))
        .isEqualTo("{\"lease\":\"nightly\",\"state\":\"free\",\"paused\":false,\"waiting\":[]}");
  }
}
