package io.beatcop.quartz.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.quartz.BeatCopPlugin;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.quartz.simpl.RAMJobStore;
import org.quartz.spi.JobStore;

/** The properties in the documents are those of the plugin and of Quartz, and have right values. */
class DocumentedPropertiesTest {

  private static final Path FOLDER = Path.of("src/test/resources/docs");
  private static final String PLUGIN = "org.quartz.plugin.";
  private static final String STORE = "org.quartz.jobStore.";

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".properties")).sorted().toList();
    }
  }

  static List<Path> filesWithThePlugin() throws IOException {
    return files().stream().filter(file -> !file.endsWith("jdbc-clustering.properties")).toList();
  }

  @ParameterizedTest
  @MethodSource("filesWithThePlugin")
  void thePluginTakesItsEntries(Path file) throws IOException {
    Map<String, Map<String, String>> entries = entries(read(file));

    assertThat(entries).isNotEmpty();
    entries.forEach(
        (name, values) -> {
          assertThat(values.remove("class")).isEqualTo(BeatCopPlugin.class.getName());
          assertThat(values.keySet()).allMatch(key -> hasSetter(BeatCopPlugin.class, key));
          PluginSettings settings = PluginSettings.of(values, "beatcop:scheduler");
          assertThat(settings.lease().name())
              .isEqualTo(values.getOrDefault("lease", "beatcop:scheduler"));
        });
  }

  @ParameterizedTest
  @MethodSource("files")
  void theJobStoreTakesItsProperties(Path file) throws Exception {
    Map<String, String> properties = read(file);
    Class<?> store =
        Class.forName(properties.getOrDefault(STORE + "class", RAMJobStore.class.getName()));

    assertThat(store).isAssignableTo(JobStore.class);
    assertThat(properties.keySet())
        .filteredOn(key -> key.startsWith(STORE) && !key.equals(STORE + "class"))
        .allMatch(key -> hasSetter(store, key.substring(STORE.length())));
  }

  /** As Quartz finds a property. */
  private static boolean hasSetter(Class<?> type, String name) {
    return Arrays.stream(type.getMethods())
        .anyMatch(method -> method.getName().equalsIgnoreCase("set" + name));
  }

  /** The entries of the plugin, by name, and the properties of each. */
  private static Map<String, Map<String, String>> entries(Map<String, String> properties) {
    Map<String, Map<String, String>> entries = new HashMap<>();
    properties.forEach(
        (key, value) -> {
          if (key.startsWith(PLUGIN)) {
            String[] words = key.substring(PLUGIN.length()).split("\\.", 2);
            entries.computeIfAbsent(words[0], unused -> new HashMap<>()).put(words[1], value);
          }
        });
    return entries;
  }

  /** The properties as Quartz gets them, whatever hands them to it. */
  private static Map<String, String> read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader text = Files.newBufferedReader(file)) {
      properties.load(text);
    }
    Map<String, String> read = new HashMap<>();
    properties.forEach((key, value) -> read.put(plain((String) key), replaced((String) value)));
    return read;
  }

  private static String plain(String key) {
    return key.replaceFirst("^spring\\.quartz\\.properties\\.", "")
        .replaceFirst("^quarkus\\.quartz\\.plugins\\.", PLUGIN)
        .replaceFirst("^quarkus\\.quartz\\.unsupported-properties\\.\"(.*)\"$", "$1");
  }

  /** As Quarkus does it. */
  private static String replaced(String value) {
    return value.replace("${REDIS_URL}", "redis://redis.internal:6379/0");
  }
}
