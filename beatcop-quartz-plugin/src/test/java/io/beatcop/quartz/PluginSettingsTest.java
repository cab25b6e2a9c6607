package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quartz.Scheduler;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;

/** What the settings of an entry mean for a firing, and for the lease. */
class PluginSettingsTest {

  private static PluginSettings settings(String... properties) {
    Map<String, String> values = new HashMap<>(Map.of("redis", "redis://unused"));
    for (int i = 0; i < properties.length; i += 2) {
      values.put(properties[i], properties[i + 1]);
    }
    return PluginSettings.of(values, "test");
  }

  private static Trigger repetitionOf(String triggerGroup) {
    return TriggerBuilder.newTrigger()
        .withIdentity(TriggerNames.repeating("node-1"))
        .forJob("j", "jobs")
        .usingJobData(Scheduler.FAILED_JOB_ORIGINAL_TRIGGER_GROUP, triggerGroup)
        .build();
  }

  @Test
  void aRepetitionNeedsTheLeaseOfTheTriggerThatItRepeats() {
    assertThat(settings("triggergroups", "a*").gates(repetitionOf("abc"))).isTrue();
    assertThat(settings("triggergroups", "b*").gates(repetitionOf("abc"))).isFalse();
  }

  @Test
  void aRepetitionNeedsNoLeaseIfItsJobDoesNot() {
    assertThat(settings("jobgroups", "other").gates(repetitionOf("abc"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"10s, PT1S", "4s, PT1S", "2s, PT0.5S", "100ms, PT0.025S"})
  void aNodeThatIsNotPreferredDefersForAQuarterOfTheTtlAndForASecondAtMost(
      String ttl, Duration deference) {
    PluginSettings settings = settings("ttl", ttl, "preferred", "false");

    assertThat(settings.lease().deference()).isEqualTo(deference);
    assertThat(settings.isPreferred()).isFalse();
  }

  @Test
  void everyNodeIsPreferredUnlessItSaysOtherwise() {
    assertThat(settings().lease().deference()).isZero();
    assertThat(settings().isPreferred()).isTrue();
  }
}
