package io.beatcop.quartz.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.quartz.rules.VetoedTriggers.Finished;
import io.beatcop.quartz.rules.VetoedTriggers.Vetoed;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.TriggerKey;

/** The memory of the times that this node vetoed. */
class VetoedTriggersTest {

  private static final TriggerKey KEY = new TriggerKey("t", "g");
  private static final TriggerKey OTHER = new TriggerKey("other", "g");

  private final VetoedTriggers vetoed = new VetoedTriggers();

  private static Vetoed veto(long first, long last) {
    return new Vetoed(first - 10, first, last, Optional.empty());
  }

  private static Finished finished(TriggerKey key, String job) {
    JobDetail detail = JobBuilder.newJob(Job.class).withIdentity(job, "g").build();
    return new Finished(detail, TestCandidate.trigger(key));
  }

  @Test
  void severalVetoesOfATriggerAreOneFromTheFirstToTheLast() {
    vetoed.note(KEY, veto(20, 30));
    vetoed.note(KEY, veto(10, 15));
    vetoed.note(KEY, veto(40, 50));

    assertThat(vetoed.of(KEY)).contains(veto(10, 50));
    assertThat(vetoed.size()).isEqualTo(1);
  }

  @Test
  void aVetoHasItsTimesAndNoOthers() {
    Vetoed veto = veto(10, 20);

    assertThat(veto.has(10)).isTrue();
    assertThat(veto.has(20)).isTrue();
    assertThat(veto.has(9)).isFalse();
    assertThat(veto.has(21)).isFalse();
  }

  @Test
  void aTriggerThatWasRecoveredIsForgotten() {
    vetoed.note(KEY, veto(10, 20));

    vetoed.forget(KEY);

    assertThat(vetoed.of(KEY)).isEmpty();
    assertThat(vetoed.size()).isZero();
  }

  @Test
  void aTriggerWithoutFurtherTimesIsKeptWithItsJob() {
    Finished finished = finished(KEY, "j");
    vetoed.note(OTHER, veto(1, 1));
    vetoed.note(KEY, new Vetoed(0, 10, 20, Optional.of(finished)));

    assertThat(vetoed.finished()).containsExactly(finished);
    assertThat(vetoed.job(new JobKey("j", "g"))).contains(finished.job());
    assertThat(vetoed.job(new JobKey("another", "g"))).isEmpty();
    assertThat(vetoed.trigger(KEY)).contains(finished.trigger());
    assertThat(vetoed.trigger(OTHER)).isEmpty();
  }

  @Test
  void aVetoThatComesLateDoesNotHideThatTheTriggerIsDeleted() {
    Finished finished = finished(KEY, "j");
    vetoed.note(KEY, new Vetoed(10, 20, 20, Optional.of(finished)));

    vetoed.note(KEY, veto(10, 10));

    assertThat(vetoed.finished()).containsExactly(finished);
  }

  @Test
  void theOldestAreForgottenWhenThereAreTooMany() {
    for (int i = 0; i < 10_000; i++) {
      vetoed.note(new TriggerKey("t" + i, "g"), veto(i, i));
    }
    assertThat(vetoed.size()).isEqualTo(10_000);

    vetoed.note(KEY, veto(1, 1));

    assertThat(vetoed.size()).isEqualTo(10_000);
    assertThat(vetoed.of(new TriggerKey("t0", "g"))).isEmpty();
    assertThat(vetoed.of(KEY)).isPresent();
  }
}
