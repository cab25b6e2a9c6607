package io.beatcop.quartz.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beatcop.lease.SettingException;
import io.beatcop.quartz.BeatCopPlugin;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/** The meaning of an entry's settings for a firing, and for the lease. */
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

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "16, 16", "256, 256"})
  void jobsAreCutIntoAPowerOfTwoOfSlices(String spread, int slices) {
    assertThat(settings("spread", spread).spread().slices()).isEqualTo(slices);
    assertThat(settings().spread()).isEqualTo(new Spread(1, 1, Optional.empty(), Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({"0", "3", "-2", "512", "4294967298", "16.0", "many", "' '"})
  void anyOtherNumberOfSlicesIsRefused(String spread) {
    assertThatThrownBy(() -> settings("spread", spread))
        .isInstanceOf(SettingException.class)
        .hasMessage("spread = '" + spread + "': must be a power of two from 1 to 256");
  }

  @Test
  void aNodeSaysHowMuchItTakesAndWhoIsPreferred() {
    PluginSettings settings =
        settings("spread", "4", "weight", "2", "label", "west", "prefer", "east");

    assertThat(settings.spread())
        .isEqualTo(new Spread(4, 2, Optional.of("west"), Optional.of("east")));
  }

  @ParameterizedTest
  @CsvSource({"0", "1001", "-1", "1.5", "much"})
  void anyOtherWeightIsRefused(String weight) {
    assertThatThrownBy(() -> settings("spread", "4", "weight", weight))
        .isInstanceOf(SettingException.class)
        .hasMessage("weight = '" + weight + "': must be a whole number from 1 to 1000");
  }

  @ParameterizedTest
  @CsvSource({"weight, 2", "label, east", "prefer, east"})
  void whatHasNoEffectWithoutSlicesIsRefused(String setting, String value) {
    assertThatThrownBy(() -> settings(setting, value))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            setting + " = " + value + ": needs spread of more than 1: one lease has one holder");
  }

  @Test
  void eachSliceGatesItsOwnJobs() {
    Trigger trigger =
        TriggerBuilder.newTrigger().withIdentity("tick").forJob("ticking-0", "jobs").build();
    PluginSettings entry = settings("spread", "16", "jobgroups", "jobs");

    assertThat(entry.ofSlice(9, entry.lease()).gates(trigger)).isTrue();
    assertThat(entry.ofSlice(8, entry.lease()).gates(trigger)).isFalse();
  }

  @Test
  void whatTheBalanceDecidesIsRefusedAsASetting() {
    assertThatThrownBy(() -> settings("spread", "2", "preferred", "false"))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "preferred = false: must be true with spread = 2, since each node gets its part of the"
                + " slices");
  }

  @Test
  void slicesNeedOneServer() {
    assertThatThrownBy(
            () -> settings("spread", "2", "journal", "off", "redis", "redis+quorum://a,b,c"))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith(
            "redis = redis+quorum://…: must be one server, sentinels or a Cluster with spread = 2");
  }

  @Test
  void aSharedScheduleIsNotCutIntoSlices() {
    Map<String, String> values = Map.of("redis", "redis://unused", "spread", "2");

    assertThatThrownBy(() -> PluginSettings.ofShared(values, "test"))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "spread = 2: must be 1 with a SharedJobStore, since a schedule that all nodes share"
                + " fires on one");
  }

  /** Q-t: nothing replaces a placeholder in a properties file. */
  @ParameterizedTest
  @CsvSource({
    "lease, ${APP_NAME}, 'lease = ${APP_NAME}'",
    "lease, 'a ${APP_NAME:x} b', 'lease = a ${APP_NAME:x} b'",
    "ttl, ${TTL}, 'ttl = ${TTL}'",
    "redis, redis://${HOST}, 'redis = …'",
    "password, S3CRET${X}, 'password = …'"
  })
  void aPlaceholderThatNothingHasReplacedIsRefused(String name, String value, String begin) {
    assertThatThrownBy(() -> settings(name, value))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            begin + ": has a placeholder that nothing has replaced: write the value itself");
  }

  /** Q-t: Quartz itself says it in nested exceptions. */
  @ParameterizedTest
  @CsvSource({
    "uri, redis",
    "url, redis",
    "host, redis",
    "name, lease",
    "username, user",
    "triggerGroups, triggergroups",
    "jobGroups, jobgroups",
    "trustAbsence, trustabsence",
    "recoveryWindow, recoverywindow",
    "clientName, clientname",
    "serverName, servername",
    "passwordFile, passwordfile",
    "sentinelPassword, sentinelpassword"
  })
  void aWrongWordIsOneSentenceWithTheRightOne(String word, String right) {
    Properties properties = quartz();
    properties.setProperty("org.quartz.plugin.beatcop." + word, "S3CRET");

    assertThatThrownBy(() -> new StdSchedulerFactory(properties).getScheduler())
        .isInstanceOf(SchedulerException.class)
        .hasMessage("org.quartz.plugin.beatcop." + word + " = …: is called " + right + " here");
  }

  /** S-d: messages about wrong properties leave out their secrets. */
  @ParameterizedTest
  @CsvSource({
    "redis, redis://:S3CRET/0",
    "redis, redis://h?pass=S3CRET",
    "password, S3CRET${X}",
    "passwordcommand, echo S3CRET; exit 1",
    "sentinelpassword, S3CRET"
  })
  void aSecretIsInNoMessage(String name, String value) {
    Properties properties = quartz();
    properties.setProperty("org.quartz.plugin.beatcop." + name, value);

    assertThatThrownBy(() -> new StdSchedulerFactory(properties).getScheduler())
        .isInstanceOf(SchedulerException.class)
        .hasNoCause()
        .hasMessageStartingWith("org.quartz.plugin.beatcop." + name + " = ")
        .hasMessageNotContaining("S3CRET");
  }

  private static Properties quartz() {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "words");
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    properties.setProperty("org.quartz.threadPool.threadCount", "1");
    properties.setProperty("org.quartz.plugin.beatcop.class", BeatCopPlugin.class.getName());
    properties.setProperty("org.quartz.plugin.beatcop.redis", "redis://127.0.0.1:1");
    return properties;
  }
}
