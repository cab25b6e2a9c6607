package io.beatcop.quartz.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.CronScheduleBuilder;
import org.quartz.ScheduleBuilder;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;

/** The kind of a trigger, by its name. */
class TriggerNamesTest {

  private final TriggerNames names = new TriggerNames("test");

  @Test
  void aNameThatQuartzMakesUpIsNotShared() {
    TriggerKey key =
        TriggerBuilder.newTrigger()
            .withSchedule(SimpleScheduleBuilder.simpleSchedule())
            .build()
            .getKey();

    assertThat(names.isShared(key)).isFalse();
    assertThat(names.isShared(key)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nightly",
        "6da64b5bd2ee",
        "123e4567-e89b-12d3-a456-426614174000",
        "report-123e4567-e89b-12d3-a456-426614174000",
        "MT_nightly",
        ""
      })
  void aNameThatSomebodyGaveIsShared(String name) {
    assertThat(names.isShared(new TriggerKey(name, "reports"))).isTrue();
  }

  private static Trigger trigger(String group, String name, ScheduleBuilder<?> schedule) {
    return TriggerBuilder.newTrigger().withIdentity(name, group).withSchedule(schedule).build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"MT_3h2k9v7bq01xz", "MT_1a2b3c4d5e", "MT_qwertyuiopas"})
  void whatTriggerJobMakesIsManual(String name) {
    assertThat(
            TriggerNames.isManual(trigger("DEFAULT", name, SimpleScheduleBuilder.simpleSchedule())))
        .isTrue();
  }

  /** Q-d: only what Quartz itself makes is manual. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "MT_940_import",
        "MT_940",
        "MT_daily",
        "MT_",
        "MT_Settlements",
        "MT_1a2b3c4d5e6f7g"
      })
  void aNameThatOnlyLooksLikeItIsNot(String name) {
    assertThat(
            TriggerNames.isManual(trigger("DEFAULT", name, SimpleScheduleBuilder.simpleSchedule())))
        .isFalse();
  }

  /** Q-d: nor is a trigger with a schedule, whatever its name. */
  @Test
  void aTriggerThatFiresAgainIsNot() {
    String name = "MT_3h2k9v7bq01xz";

    assertThat(
            TriggerNames.isManual(
                trigger("DEFAULT", name, CronScheduleBuilder.cronSchedule("0 0 3 * * ?"))))
        .isFalse();
    assertThat(
            TriggerNames.isManual(
                trigger("DEFAULT", name, SimpleScheduleBuilder.repeatHourlyForever())))
        .isFalse();
    assertThat(TriggerNames.isManual(trigger("mine", name, SimpleScheduleBuilder.simpleSchedule())))
        .isFalse();
  }

  @Test
  void aRepetitionIsNamedAfterWhatItRepeats() {
    TriggerKey key = TriggerNames.repeating("host-1-2a-7");

    assertThat(key).isEqualTo(new TriggerKey("recover_host-1-2a-7", "RECOVERING_JOBS"));
    assertThat(TriggerNames.isRepeating(key)).isTrue();
    assertThat(TriggerNames.repeated(key)).isEqualTo("host-1-2a-7");
    assertThat(names.isShared(key)).isTrue();
  }

  @Test
  void aTriggerOfTheUsersInQuartzOwnGroupIsNoRepetition() {
    assertThat(TriggerNames.isRepeating(new TriggerKey("mine", "RECOVERING_JOBS"))).isFalse();
    assertThat(TriggerNames.isRepeating(new TriggerKey("recover_me", "DEFAULT"))).isFalse();
  }
}
