package io.beatcop.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.Deadline;
import io.beatcop.lease.Grant;
import io.beatcop.lease.StaleTokenException;
import io.beatcop.redis.connect.RedisUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.scheduling.support.CronExpression;

/**
 * Which calls of a method run. A lease is really held; time and what the instances know are not.
 */
class CatchUpTest {

  private static final Instant MIDNIGHT = Instant.parse("2026-11-29T00:00:00Z");
  private static final Grant GRANT = new Grant(7, new Deadline(0, 0, 0));

  private final TestClock clock = new TestClock();
  private final Shared known = new Shared();
  private final List<Duration> looks = new ArrayList<>();

  /** A clock that a test sets. */
  private static final class TestClock extends Clock {

    private Instant now = MIDNIGHT;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    void add(Duration time) {
      now = now.plus(time);
    }
  }

  /** What is known of the times, and how asking for it fails. */
  private final class Shared implements HandledTimes {

    private final Map<String, Long> lasts = new HashMap<>();
    private final Deque<RuntimeException> failures = new ArrayDeque<>();
    private Duration clockBehind = Duration.ZERO;
    private boolean losesAnswers;

    @Override
    public KnownTimes advance(Grant grant, String method, long handledMillis) {
      RuntimeException failure = failures.poll();
      if (failure != null && !losesAnswers) {
        throw failure;
      }
      long last = lasts.getOrDefault(method, 0L);
      lasts.put(method, Math.max(last, handledMillis));
      if (failure != null) {
        throw failure;
      }
      return new KnownTimes(last, clock.instant().minus(clockBehind).toEpochMilli());
    }
  }

  private CatchUp hourly(String method) {
    return new CatchUp(
        method,
        new CronTimes(
            List.of(new CronTimes.Cron(CronExpression.parse("0 0 * * * *"), ZoneOffset.UTC))),
        clock,
        looks::add);
  }

  /** One that was looked at in the first term, a minute before a time. */
  private CatchUp hourlyAndKnown() {
    clock.add(Duration.ofMinutes(59));
    CatchUp method = hourly("report");
    assertThat(method.begin(turn(GRANT, known))).isFalse();
    looks.clear();
    clock.add(Duration.ofMinutes(1));
    return method;
  }

  private static CatchUp.Turn turn(Grant grant, HandledTimes handled) {
    return new CatchUp.Turn("archive", () -> Optional.of(grant), handled);
  }

  private boolean runs(CatchUp method) {
    boolean begun = method.begin(turn(GRANT, known));
    if (begun) {
      method.end();
    }
    return begun;
  }

  @Test
  void nothingWasMissedBeforeTheFirstTerm() {
    clock.add(Duration.ofMinutes(30));

    assertThat(runs(hourly("report"))).isFalse();
    assertThat(looks).containsExactly(Duration.ofMinutes(30).plusSeconds(1));
  }

  @Test
  void aTimeRunsOnce() {
    CatchUp method = hourlyAndKnown();

    assertThat(runs(method)).isTrue();
    assertThat(runs(method)).isFalse();
    clock.add(Duration.ofHours(1));
    assertThat(runs(method)).isTrue();
  }

  @Test
  void anotherInstanceRunsWhatNobodyRan() {
    CatchUp first = hourlyAndKnown();
    assertThat(runs(first)).isTrue();
    clock.add(Duration.ofMinutes(63));
    CatchUp second = hourly("report");

    assertThat(runs(second)).isTrue();
    assertThat(runs(second)).isFalse();
    assertThat(runs(first)).isFalse();
  }

  @Test
  void severalMissedTimesAreOneRun() {
    CatchUp method = hourlyAndKnown();
    clock.add(Duration.ofHours(50));

    assertThat(runs(method)).isTrue();
    assertThat(runs(method)).isFalse();
  }

  @Test
  void aCallThatComesEarlyIsMadeAgainWhenItIsTime() {
    CatchUp method = hourlyAndKnown();
    clock.add(Duration.ofMillis(-7));

    assertThat(runs(method)).isFalse();
    assertThat(looks).containsExactly(Duration.ofMillis(7));
  }

  @Test
  void whoseClockIsFarAheadWaitsForThatOfRedis() {
    CatchUp method = hourlyAndKnown();
    known.clockBehind = Duration.ofMinutes(10);

    assertThat(runs(method)).isFalse();
    assertThat(looks)
        .containsExactly(Duration.ofMinutes(10).minus(CatchUp.MOST_AHEAD).plusSeconds(1));
    known.clockBehind = CatchUp.MOST_AHEAD;
    assertThat(runs(method)).isTrue();
  }

  @Test
  void runsDoNotOverlapAndWhatBecameDueMeanwhileIsNext() {
    CatchUp method = hourlyAndKnown();
    assertThat(method.begin(turn(GRANT, known))).isTrue();
    clock.add(Duration.ofHours(1));

    assertThat(method.begin(turn(GRANT, known))).isFalse();
    assertThat(looks).isEmpty();
    method.end();

    assertThat(looks).containsExactly(Duration.ZERO);
    assertThat(runs(method)).isTrue();
  }

  @Test
  void itIsAskedAgainIfRedisDoesNotAnswer() {
    CatchUp method = hourlyAndKnown();
    known.failures.add(new RedisUnavailableException("away"));

    assertThat(runs(method)).isFalse();
    assertThat(looks).hasSize(1);
    assertThat(runs(method)).isTrue();
  }

  @Test
  void aTimeWhoseClaimWasWrittenWithoutAnAnswerRunsOnce() {
    CatchUp method = hourlyAndKnown();
    known.losesAnswers = true;
    HandledTimes losing =
        new HandledTimes() {
          private int asked;

          @Override
          public KnownTimes advance(Grant grant, String name, long handledMillis) {
            asked++;
            if (asked == 2 || asked == 3) {
              known.failures.add(new RedisUnavailableException("away"));
            }
            return known.advance(grant, name, handledMillis);
          }
        };

    assertThat(method.begin(turn(GRANT, losing))).isTrue();
    method.end();
    assertThat(runs(method)).isFalse();
  }

  @Test
  void nothingRunsInATermThatIsOver() {
    CatchUp method = hourlyAndKnown();
    known.failures.add(new StaleTokenException("over"));

    assertThat(runs(method)).isFalse();
    assertThat(looks).hasSize(1);
  }

  @Test
  void whatAnotherInstanceHandledDoesNotRunAgainAfterRedisForgotIt() {
    CatchUp method = hourlyAndKnown();
    assertThat(runs(method)).isTrue();
    clock.add(Duration.ofHours(5));
    known.lasts.clear();

    assertThat(method.begin(turn(new Grant(8, GRANT.deadline()), known))).isFalse();
    assertThat(known.lasts.get("report")).isEqualTo(clock.millis());
  }

  @Test
  void whatRedisForgotThisInstanceWritesAgain() {
    CatchUp method = hourlyAndKnown();
    assertThat(runs(method)).isTrue();
    known.lasts.clear();

    assertThat(runs(method)).isFalse();
    assertThat(known.lasts.get("report")).isEqualTo(clock.millis());
  }
}
