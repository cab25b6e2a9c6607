package io.beatcop.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Text that is written as JSON can be read as JSON. */
class JsonTest {

  @Test
  void factsKeepTheirOrder() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("z", 1);
    facts.put("a", List.of(true, Map.of("left", Duration.ofMillis(1500))));
    facts.put("at", Instant.EPOCH);

    assertThat(Json.of(facts))
        .isEqualTo("{\"z\":1,\"a\":[true,{\"left\":1500}],\"at\":\"1970-01-01T00:00:00Z\"}");
  }

  @Test
  void whatWouldEndATextIsEscaped() {
    assertThat(Json.of("a \"b\" \\ \n ü")).isEqualTo("\"a \\\"b\\\" \\\\ \\u000a ü\"");
  }
}
