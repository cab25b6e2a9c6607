package io.beatcop.quartz.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.quartz.settings.JobSlice;
import org.junit.jupiter.api.Test;
import org.quartz.JobKey;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;

/** What is known of a trigger by its name. */
class TriggerSlicesTest {

  private static final TriggerKey KEY = new TriggerKey("tick", "ticks");

  /** Its job is in slice 9 of 16. */
  private static final Trigger TRIGGER =
      TriggerBuilder.newTrigger()
          .withIdentity(KEY)
          .forJob(new JobKey("ticking-0", "jobs"))
          .startNow()
          .build();

  private final TriggerSlices slices = new TriggerSlices(16);

  @Test
  void aTriggerIsInTheSliceOfItsJob() {
    slices.note(TRIGGER);

    assertThat(slices.of(KEY)).hasValue(9);
    assertThat(slices.mayHave(new JobSlice(9, 16), KEY)).isTrue();
    assertThat(slices.mayHave(new JobSlice(8, 16), KEY)).isFalse();
  }

  @Test
  void anUnknownTriggerMayBeInAnySlice() {
    slices.note(TRIGGER);
    slices.forget(KEY);

    assertThat(slices.of(KEY)).isEmpty();
    assertThat(slices.mayHave(new JobSlice(8, 16), KEY)).isTrue();
  }

  @Test
  void withoutSlicesAllIsInOne() {
    assertThat(new TriggerSlices(1).of(KEY)).hasValue(0);
  }
}
