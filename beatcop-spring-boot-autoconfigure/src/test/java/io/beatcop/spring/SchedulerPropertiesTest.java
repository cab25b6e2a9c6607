package io.beatcop.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beatcop.lease.SettingException;
import io.beatcop.quartz.BeatCopPlugin;
import io.beatcop.quartz.SharedJobStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** From an application's properties to those of its scheduler. */
class SchedulerPropertiesTest {

  private static final String ENTRY = "org.quartz.plugin.beatcop.";
  private static final String USERS = "spring.quartz.properties.";

  private static Map<String, Object> map(String... properties) {
    Map<String, Object> map = new HashMap<>();
    for (int i = 0; i < properties.length; i += 2) {
      map.put(properties[i], properties[i + 1]);
    }
    return map;
  }

  private static StandardEnvironment environment(Map<String, Object> properties) {
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
    return environment;
  }

  /** Those of an application called orders. */
  private static Properties of(String... properties) {
    Map<String, Object> map = map(properties);
    map.put("spring.application.name", "orders");
    return SchedulerProperties.of(environment(map));
  }

  private static Properties onRedis(String... properties) {
    Map<String, Object> map = map(properties);
    map.put("spring.application.name", "orders");
    map.putIfAbsent("beatcop.redis", "redis://r");
    return SchedulerProperties.of(environment(map));
  }

  @Test
  void oneUriAndTheNameOfTheApplicationAreEnough() {
    assertThat(of("beatcop.redis", "redis://redis.internal"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                ENTRY + "class",
                BeatCopPlugin.class.getName(),
                ENTRY + "redis",
                "redis://redis.internal",
                ENTRY + "lease",
                "beatcop:orders",
                "org.quartz.jobStore.misfireThreshold",
                "60000"));
  }

  @ParameterizedTest
  @CsvSource({
    "beatcop.lease, mine, lease, mine",
    "beatcop.ttl, 3s, ttl, 3000ms",
    "beatcop.ttl, PT3S, ttl, 3000ms",
    "beatcop.trigger-groups, 'a*,b', triggergroups, 'a*,b'",
    "beatcop.triggerGroups, a, triggergroups, a",
    "beatcop.journal, false, journal, off",
    "beatcop.journal, off, journal, off",
    "beatcop.preferred, false, preferred, false",
    "beatcop.trust-absence, true, trustabsence, true",
    "beatcop.unsure, fire, unsure, fire",
    "beatcop.wait, 2, wait, 2",
    "beatcop.spread, 16, spread, 16",
    "beatcop.password, 'a b@c', password, 'a b@c'"
  })
  void aPropertyIsThatOfThePlugin(String name, String value, String setting, String meaning) {
    assertThat(onRedis(name, value)).containsEntry(ENTRY + setting, meaning);
  }

  @Test
  void anInstanceSaysHowMuchItTakesOfTheSlicesAndWhoIsPreferred() {
    assertThat(
            onRedis(
                "beatcop.spread",
                "4",
                "beatcop.weight",
                "2",
                "beatcop.label",
                "west",
                "beatcop.prefer",
                "east"))
        .containsEntry(ENTRY + "weight", "2")
        .containsEntry(ENTRY + "label", "west")
        .containsEntry(ENTRY + "prefer", "east");
  }

  @Test
  void aPropertyThatIsSetToNothingIsNotSet() {
    assertThat(onRedis("beatcop.password", "")).doesNotContainKey(ENTRY + "password");
  }

  @Test
  void theVariablesOfAContainerAreSpelledAsSpringDoes() {
    StandardEnvironment environment = environment(map("spring.application.name", "orders"));
    environment
        .getPropertySources()
        .addFirst(
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                map("BEATCOP_REDIS", "redis://r", "BEATCOP_TRIGGERGROUPS", "a", "BEATCOP_X", "y")));

    assertThat(SchedulerProperties.of(environment))
        .containsEntry(ENTRY + "redis", "redis://r")
        .containsEntry(ENTRY + "triggergroups", "a");
  }

  @Test
  void aSharedScheduleIsAJobStore() {
    assertThat(
            onRedis(
                "beatcop.quartz.store", "shared",
                "beatcop.quartz.job-data", "java",
                "beatcop.quartz.job-data-classes", "a.B",
                "beatcop.quartz.misfire-threshold", "5s"))
        .containsEntry("org.quartz.jobStore.class", SharedJobStore.class.getName())
        .containsEntry("org.quartz.jobStore.jobdata", "java")
        .containsEntry("org.quartz.jobStore.jobdataclasses", "a.B")
        .containsEntry("org.quartz.jobStore.misfireThreshold", "5000");
  }

  @Test
  void theUsersOwnPropertiesWin() {
    assertThat(
            onRedis(
                "beatcop.ttl",
                "3s",
                USERS + ENTRY + "ttl",
                "5s",
                USERS + "org.quartz.jobStore.misfireThreshold",
                "1",
                USERS + "org.quartz.threadPool.threadCount",
                "2"))
        .containsEntry(ENTRY + "ttl", "5s")
        .containsEntry("org.quartz.jobStore.misfireThreshold", "1")
        .containsEntry("org.quartz.threadPool.threadCount", "2");
  }

  @Test
  void nothingIsAddedToEntriesThatTheUserNames() {
    String billing = "org.quartz.plugin.billing.class";

    assertThat(onRedis(USERS + billing, BeatCopPlugin.class.getName())).containsOnlyKeys(billing);
  }

  @Test
  void theRedisOfTheApplicationIsThatOfTheLease() {
    assertThat(
            of(
                "spring.data.redis.host", "redis.internal",
                "spring.data.redis.port", "6380",
                "spring.data.redis.username", "me",
                "spring.data.redis.password", "p w",
                "spring.data.redis.database", "3",
                "spring.data.redis.client-name", "orders",
                "spring.data.redis.ssl.enabled", "true"))
        .containsEntry(ENTRY + "redis", "rediss://redis.internal:6380/3")
        .containsEntry(ENTRY + "user", "me")
        .containsEntry(ENTRY + "password", "p w")
        .containsEntry(ENTRY + "clientname", "orders");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "spring.data.redis.host=r; redis://r:6379/0",
        "spring.data.redis.host=::1; redis://[::1]:6379/0",
        "spring.data.redis.password=p; redis://localhost:6379/0",
        "spring.data.redis.url=redis://u:p@r:1/2 spring.data.redis.host=x; redis://u:p@r:1/2",
        "spring.data.redis.sentinel.master=m spring.data.redis.sentinel.nodes=a:1,b:2"
            + " spring.data.redis.database=4; redis+sentinel://a:1,b:2/m/4",
        "spring.data.redis.cluster.nodes=a:1,b:2; redis+cluster://a:1,b:2",
        "spring.data.redis.ssl.bundle=b beatcop.ca=f spring.data.redis.host=r;"
            + " rediss://r:6379/0"
      })
  void eachWayToNameItIsUnderstood(String properties, String uri) {
    assertThat(of(properties.split("[= ]"))).containsEntry(ENTRY + "redis", uri);
  }

  @Test
  void aRedisOfItsOwnGetsNothingOfTheApplications() {
    assertThat(onRedis("spring.data.redis.host", "other", "spring.data.redis.password", "S3CRET"))
        .containsEntry(ENTRY + "redis", "redis://r")
        .doesNotContainKey(ENTRY + "password");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "beatcop.ttl; 1ms; beatcop.ttl = 1ms: must be",
        "beatcop.ttl; abc; beatcop.ttl = abc: must be a duration, such as 10s",
        "beatcop.wait; two; beatcop.wait = two: must be a whole number",
        "beatcop.journal; maybe; beatcop.journal = maybe: must be true or false",
        "beatcop.unsure; maybe; beatcop.unsure = maybe: must be fire or veto",
        "beatcop.redis; http://r; beatcop.redis = http://r: must begin with redis://",
        "beatcop.quartz.store; jdbc; beatcop.quartz.store = jdbc: must be memory or shared",
        "beatcop.quartz.job-data; java; beatcop.quartz.job-data = java: needs beatcop.quartz.store",
        "beatcop.quartz.misfire-threshold; 0s; beatcop.quartz.misfire-threshold = 0ms: must be",
        "beatcop.uri; redis://r; beatcop.uri = …: is no property of BeatCop",
        "spring.quartz.properties.org.quartz.plugin.beatcop.ttl; 1ms;"
            + " spring.quartz.properties.org.quartz.plugin.beatcop.ttl = 1ms: must be"
      })
  void aWrongPropertyIsOneSentenceWithItsNameAndValue(String name, String value, String begin) {
    assertThatThrownBy(() -> onRedis(name, value))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith(begin);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "spring.data.redis.ssl.bundle; mine; spring.data.redis.ssl.bundle = mine: can't be read",
        "spring.data.redis.masterreplica.nodes; a:1; spring.data.redis.masterreplica.nodes = a:1: is",
        "spring.data.redis.url; http://r; spring.data.redis.url = http://r: must begin with",
        "spring.data.redis.host; a b; spring.data.redis.host = redis://***/***: must have no spaces",
        "spring.data.redis.port; abc; spring.data.redis.port = abc: must be a whole number",
        "spring.data.redis.port; 0; spring.data.redis.port = 0: must be from 1 to 65535",
        "spring.data.redis.database; -1; spring.data.redis.database = -1: must be from 0 to",
        "spring.data.redis.cluster.nodes; a:x; spring.data.redis.cluster.nodes = redis+cluster://",
        "spring.data.redis.username; u; spring.data.redis.username = u: needs a password",
        "spring.data.redis.sentinel.nodes; a:1; spring.data.redis.sentinel.master = : must be given"
            + " with spring.data.redis.sentinel.nodes",
        "spring.data.redis.sentinel.master; m; spring.data.redis.sentinel.nodes = : must be given"
            + " with spring.data.redis.sentinel.master"
      })
  void soIsARedisOfTheApplicationToWhichBeatCopCantGo(String name, String value, String begin) {
    assertThatThrownBy(() -> of(name, value))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith(begin);
  }

  @Test
  void aSharedScheduleIsInNoDatabase() {
    assertThatThrownBy(
            () -> onRedis("beatcop.quartz.store", "shared", "spring.quartz.job-store-type", "jdbc"))
        .hasMessage(
            "spring.quartz.job-store-type = jdbc: must be memory with beatcop.quartz.store ="
                + " shared");
  }

  @Test
  void aSharedScheduleNeedsTheJournal() {
    assertThatThrownBy(() -> onRedis("beatcop.quartz.store", "shared", "beatcop.journal", "no"))
        .hasMessageStartingWith("beatcop.journal = off: must be on with a SharedJobStore");
  }

  @Test
  void anApplicationWithoutARedisIsRefused() {
    assertThatThrownBy(() -> of())
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "beatcop.redis = : must be given, such as redis://redis.internal:6379/0, or"
                + " spring.data.redis.host");
  }

  @Test
  void anApplicationWithoutANameIsRefused() {
    assertThatThrownBy(() -> SchedulerProperties.of(environment(map("beatcop.redis", "redis://r"))))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith(
            "spring.application.name = : must be given, or beatcop.lease: instances");
  }
}
