package io.beatcop.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Spring Boot turns the variables in docs/quartz.md into properties of the plugin. */
class EnvironmentTest {

  private static final Path VARIABLES = Path.of("src/test/resources/docs/environment.properties");

  @Test
  void theVariablesInTheDocumentsArriveAsPropertiesOfThePlugin() throws IOException {
    assertThat(propertiesOfQuartz(variables()))
        .containsEntry("org.quartz.plugin.beatcop.redis", "redis://redis.internal:6379/0")
        .containsEntry("org.quartz.plugin.beatcop.ttl", "5s");
  }

  private static Map<String, Object> variables() throws IOException {
    Properties file = new Properties();
    try (Reader text = Files.newBufferedReader(VARIABLES)) {
      file.load(text);
    }
    Map<String, Object> variables = new HashMap<>();
    file.forEach((name, value) -> variables.put((String) name, value));
    return variables;
  }

  /** As Spring Boot hands them to Quartz. */
  private static Map<String, String> propertiesOfQuartz(Map<String, Object> variables) {
    SystemEnvironmentPropertySource environment =
        new SystemEnvironmentPropertySource(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables);
    return new Binder(ConfigurationPropertySources.from(environment))
        .bind("spring.quartz.properties", Bindable.mapOf(String.class, String.class))
        .get();
  }
}
