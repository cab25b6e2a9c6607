package io.beatcop.quartz.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.quartz.BeatCopPlugin;
import io.beatcop.quartz.SharedJobStore;
import io.beatcop.quartz.settings.QuartzSetting.Owner;
import io.beatcop.redis.settings.RedisSettings;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The definitions of the settings are those of what takes them, and of the documents. */
class QuartzSettingTest {

  private static List<String> properties(Owner owner) {
    return Arrays.stream(QuartzSetting.values())
        .filter(setting -> setting.owner() == owner)
        .map(QuartzSetting::property)
        .toList();
  }

  /** Without those for wrong names, of which the compiler makes bridges. */
  private static Stream<String> setters(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> !method.isBridge())
        .map(Method::getName)
        .filter(name -> name.startsWith("set") && !name.equals("set"))
        .map(name -> name.substring(3).toLowerCase(Locale.ROOT));
  }

  @Test
  void thePluginTakesTheseAndNoOthers() {
    assertThat(properties(Owner.PLUGIN))
        .containsExactlyInAnyOrderElementsOf(setters(BeatCopPlugin.class).toList());
  }

  @Test
  void theStoreTakesTheseBesideThoseOfAnyStore() {
    List<String> ofAny =
        List.of("instanceid", "instancename", "threadpoolsize", "misfirethreshold");

    assertThat(properties(Owner.STORE))
        .containsExactlyInAnyOrderElementsOf(
            setters(SharedJobStore.class).filter(name -> !ofAny.contains(name)).toList());
  }

  @Test
  void eachSettingOfRedisIsAmongThem() {
    assertThat(properties(Owner.PLUGIN)).containsAll(RedisSettings.NAMES);
  }

  @Test
  void theDefaultsMeanTheSameAsTheirAbsence() {
    Map<String, String> values = new HashMap<>(Map.of("redis", "redis://unused"));
    List<Object> without = meaning(PluginSettings.of(values, "test"));
    Arrays.stream(QuartzSetting.values())
        .filter(setting -> !setting.fallback().isEmpty())
        .forEach(setting -> values.put(setting.property(), setting.fallback()));

    assertThat(meaning(PluginSettings.of(values, "test"))).isEqualTo(without);
  }

  private static List<Object> meaning(PluginSettings settings) {
    return List.of(
        settings.redis(),
        settings.lease().name(),
        settings.lease().ttl(),
        settings.lease().timeout(),
        settings.lease().trustAbsence(),
        settings.lease().deference(),
        settings.triggerGroups().text(),
        settings.jobGroups().text(),
        settings.gatesManual(),
        settings.journal(),
        settings.firesUnsure(),
        settings.recoveryWindow());
  }

  @Test
  void theDefaultTtlIsThatOfEachLease() {
    assertThat(PluginSettings.of(Map.of("redis", "redis://unused"), "test").lease().ttl())
        .isEqualTo(LeaseSettings.DEFAULT_TTL);
  }

  @ParameterizedTest
  @EnumSource
  void theDocumentsHaveIt(QuartzSetting setting) throws IOException {
    String page = setting.owner() == Owner.PLUGIN ? "quartz.md" : "shared-schedule.md";

    assertThat(Files.readString(Path.of("../docs", page))).contains("`" + setting.property() + "`");
  }

  @ParameterizedTest
  @EnumSource
  void itsHelpIsMadeOfSentences(QuartzSetting setting) {
    assertThat(setting.help()).matches("[A-Z][^\\n]*\\.").hasSizeLessThan(220);
  }
}
