package io.beatcop.quartz.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.quartz.BeatCopPlugin;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The properties in the documents are those of the plugin, and it takes their values. */
class DocumentedPropertiesTest {

  private static final String PLUGIN = "org.quartz.plugin.";

  @ParameterizedTest
  @ValueSource(strings = {"quartz", "spreading", "spring-boot", "migrated-from-jdbc"})
  void thePluginTakesThem(String file) throws IOException {
    Map<String, Map<String, String>> entries = entries(file);

    assertThat(entries).isNotEmpty();
    entries.forEach(
        (name, values) -> {
          assertThat(values.remove("class")).isEqualTo(BeatCopPlugin.class.getName());
          assertThat(values.keySet()).allMatch(DocumentedPropertiesTest::isAProperty);
          PluginSettings settings = PluginSettings.of(values, "beatcop:scheduler");
          assertThat(settings.lease().name())
              .isEqualTo(values.getOrDefault("lease", "beatcop:scheduler"));
        });
  }

  /** As Quartz finds it: by the setter. */
  private static boolean isAProperty(String name) {
    return Arrays.stream(BeatCopPlugin.class.getMethods())
        .anyMatch(method -> method.getName().equalsIgnoreCase("set" + name));
  }

  private static Map<String, Map<String, String>> entries(String file) throws IOException {
    Properties properties = new Properties();
    try (InputStream text =
        Objects.requireNonNull(
            DocumentedPropertiesTest.class.getResourceAsStream("/docs/" + file + ".properties"))) {
      properties.load(text);
    }
    Map<String, Map<String, String>> entries = new HashMap<>();
    for (String key : properties.stringPropertyNames()) {
      String plain = key.replaceFirst("^spring\\.quartz\\.properties\\.", "");
      if (plain.startsWith(PLUGIN)) {
        String[] words = plain.substring(PLUGIN.length()).split("\\.", 2);
        entries
            .computeIfAbsent(words[0], unused -> new HashMap<>())
            .put(words[1], properties.getProperty(key));
      }
    }
    return entries;
  }
}
