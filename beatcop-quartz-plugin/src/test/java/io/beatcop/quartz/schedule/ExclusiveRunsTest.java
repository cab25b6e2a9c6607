package io.beatcop.quartz.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.quartz.JobKey;

/** S-3: a job that may not run twice at once does not run on two nodes. */
class ExclusiveRunsTest {

  private static final JobKey JOB = new JobKey("j", "g");
  private static final JobKey OTHER = new JobKey("k", "g");

  private final ExclusiveRuns runs = new ExclusiveRuns();

  @Test
  void aRunIsKeptUntilItEnds() {
    runs.begin(JOB, "1");
    assertThat(runs.own()).isEqualTo(Map.of("1", JOB));
    assertThat(runs.ended()).isEmpty();

    assertThat(runs.end("1")).isTrue();

    assertThat(runs.own()).isEmpty();
    assertThat(runs.ended()).isEqualTo(Map.of("1", JOB));
  }

  @Test
  void anEndIsToldUntilRedisKnows() {
    runs.begin(JOB, "1");
    assertThat(runs.end("1")).isTrue();
    runs.begin(JOB, "2");
    assertThat(runs.end("2")).isTrue();

    runs.told(List.of("1"), Map.of());

    assertThat(runs.ended()).isEqualTo(Map.of("2", JOB));
  }

  @Test
  void theEndOfWhatIsNoSuchRunIsNone() {
    assertThat(runs.end("1")).isFalse();
    assertThat(runs.ended()).isEmpty();
  }

  @Test
  void aMarkThatCameTooLateGoes() {
    runs.begin(JOB, "2");

    runs.told(List.of(), Map.of("1", OTHER, "2", JOB));

    assertThat(runs.ended()).isEqualTo(Map.of("1", OTHER));
    assertThat(runs.own()).isEqualTo(Map.of("2", JOB));
  }

  @Test
  void aJobThatRunsElsewhereIsBlockedUntilItsMarkGoes() {
    assertThat(runs.see(Set.of(JOB, OTHER))).isFalse();
    assertThat(runs.isElsewhere(JOB)).isTrue();

    assertThat(runs.see(Set.of(OTHER))).isTrue();

    assertThat(runs.isElsewhere(JOB)).isFalse();
    assertThat(runs.isElsewhere(OTHER)).isTrue();
    assertThat(runs.isWaiting()).isTrue();
    assertThat(runs.see(Set.of())).isTrue();
    assertThat(runs.isWaiting()).isFalse();
  }

  @Test
  void aNodeKeepsItsMarksOftenerThanTheyEnd() {
    Duration ttl = Duration.ofSeconds(10);

    assertThat(ExclusiveRuns.life(ttl)).isGreaterThan(ttl);
    assertThat(ExclusiveRuns.pace(ttl).multipliedBy(2)).isLessThan(ExclusiveRuns.life(ttl));
  }
}
