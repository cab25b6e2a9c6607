package io.beatcop.quartz.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quartz.JobKey;

/** The slice of a job, which nodes of all versions must agree on. */
class JobSliceTest {

  /**
   * Computed elsewhere, by Python: {@code zlib.crc32(group.encode() + b"\0" + name.encode()) % n}.
   * These numbers must never change.
   */
  @ParameterizedTest
  @CsvSource({
    "DEFAULT, tick, 1, 0",
    "DEFAULT, tick, 16, 0",
    "DEFAULT, tick, 256, 112",
    "jobs, ticking-0, 2, 1",
    "jobs, ticking-0, 16, 9",
    "jobs, ticking-0, 256, 57",
    "reports, nächtlich, 8, 7",
    "reports, nächtlich, 16, 15",
    "reports, nächtlich, 256, 255"
  })
  void aJobIsInTheSameSliceEverywhere(String group, String name, int slices, int slice) {
    assertThat(JobSlice.of(new JobKey(name, group), slices)).isEqualTo(slice);
  }

  @Test
  void aJobIsInOneSliceAlone() {
    JobKey job = new JobKey("ticking-0", "jobs");

    assertThat(IntStream.range(0, 16).filter(number -> new JobSlice(number, 16).has(job)))
        .containsExactly(9);
    assertThat(JobSlice.WHOLE.has(job)).isTrue();
  }

  @Test
  void theBorderBetweenGroupAndNameCounts() {
    assertThat(JobSlice.of(new JobKey("bc", "a"), 256))
        .isNotEqualTo(JobSlice.of(new JobKey("c", "ab"), 256));
  }

  @Test
  void jobsSpreadEvenly() {
    int[] jobs = new int[16];
    for (int job = 0; job < 16_000; job++) {
      jobs[JobSlice.of(new JobKey("import-" + job, "imports"), 16)]++;
    }

    assertThat(Arrays.stream(jobs)).allSatisfy(each -> assertThat(each).isBetween(850, 1_150));
  }

  @ParameterizedTest
  @CsvSource({"-1, 16", "16, 16", "0, 0"})
  void aSliceThatThereIsNotIsRefused(int number, int of) {
    assertThatThrownBy(() -> new JobSlice(number, of))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("slice " + number + " of " + of);
  }
}
