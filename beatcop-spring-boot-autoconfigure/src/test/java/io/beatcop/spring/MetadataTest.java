package io.beatcop.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What editors show of the properties is what their definitions say. */
class MetadataTest {

  private static final Path FILE =
      Path.of("src/main/resources/META-INF/spring-configuration-metadata.json");
  private static final Path MADE = Path.of("target/spring-configuration-metadata.json");
  private static final Path PAGE = Path.of("../docs/spring-boot.md");

  /** Of Spring Boot itself, which gives them to each part of Actuator. */
  private static final List<Property> OF_ACTUATOR =
      List.of(
          new Property(
              "management.endpoint.beatcop.access",
              String.class,
              "read-only",
              "Whether operators may pause, resume and move leases with the endpoint: unrestricted"
                  + " for all of that.",
              List.of("none", "read-only", "unrestricted")),
          new Property(
              "management.health.beatcop.enabled",
              Boolean.class,
              "true",
              "Whether the health of the application has that of its leases.",
              List.of()),
          new Property(
              "management.info.beatcop.enabled",
              Boolean.class,
              "true",
              "Whether the info of the application has its leases.",
              List.of()));

  @Test
  void theMetadataAreMadeFromTheDefinitions() throws IOException {
    Files.writeString(MADE, metadata());

    assertThat(FILE).as("copy %s there", MADE).hasSameTextualContentAs(MADE);
  }

  static List<String> names() {
    return properties().map(Property::name).toList();
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachPropertyIsInTheDocument(String name) throws IOException {
    assertThat(Files.readString(PAGE)).contains("`" + name + "`");
  }

  private static Stream<Property> properties() {
    return Stream.concat(Property.all().stream(), OF_ACTUATOR.stream());
  }

  private static String metadata() {
    return "{\n  \"properties\": [\n"
        + properties().map(MetadataTest::property).collect(Collectors.joining(",\n"))
        + "\n  ],\n  \"hints\": [\n"
        + properties()
            .filter(property -> !property.words().isEmpty())
            .map(MetadataTest::hint)
            .collect(Collectors.joining(",\n"))
        + "\n  ]\n}\n";
  }

  private static String property(Property property) {
    String fallback =
        property.fallback().isEmpty()
            ? ""
            : ",\n      \"defaultValue\": "
                + (property.type() == String.class || property.type() == Duration.class
                    ? quoted(property.fallback())
                    : property.fallback());
    return "    {\n      \"name\": "
        + quoted(property.name())
        + ",\n      \"type\": "
        + quoted(property.type().getName())
        + ",\n      \"description\": "
        + quoted(property.description())
        + fallback
        + "\n    }";
  }

  private static String hint(Property property) {
    return "    {\n      \"name\": "
        + quoted(property.name())
        + ",\n      \"values\": [\n"
        + property.words().stream()
            .map(word -> "        { \"value\": " + quoted(word) + " }")
            .collect(Collectors.joining(",\n"))
        + "\n      ]\n    }";
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
