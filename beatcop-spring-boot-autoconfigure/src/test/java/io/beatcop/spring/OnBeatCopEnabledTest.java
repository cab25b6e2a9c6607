package io.beatcop.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beatcop.lease.SettingException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** A word that BeatCop does not know must not let each instance fire all jobs. */
class OnBeatCopEnabledTest {

  private static AnnotationConfigApplicationContext application(Map<String, Object> properties) {
    AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    context
        .getEnvironment()
        .getPropertySources()
        .addFirst(new MapPropertySource("test", properties));
    return context;
  }

  private static void start(AnnotationConfigApplicationContext context) {
    context.register(BeatCopLeaseAutoConfiguration.class, BeatCopQuartzAutoConfiguration.class);
    context.refresh();
  }

  private static void assertTakesPart(Map<String, Object> properties, boolean isExpected) {
    try (AnnotationConfigApplicationContext context = application(properties)) {
      start(context);

      assertThat(context.getBeanNamesForType(LeaseSource.class)).hasSize(isExpected ? 2 : 0);
    }
  }

  @Test
  void itTakesPartIfNothingIsSaid() {
    assertTakesPart(Map.of(), true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "TRUE", "yes", "on", "1", " true ", ""})
  void theseWordsLetItTakePart(String word) {
    assertTakesPart(Map.of("beatcop.enabled", word), true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "no", "off", "0"})
  void theseDoNot(String word) {
    assertTakesPart(Map.of("beatcop.enabled", word), false);
  }

  @Test
  void anyOtherEndsTheStart() {
    try (AnnotationConfigApplicationContext context =
        application(Map.of("beatcop.enabled", "maybe"))) {
      assertThatThrownBy(() -> start(context))
          .rootCause()
          .isInstanceOf(SettingException.class)
          .hasMessage("beatcop.enabled = maybe: must be true or false");
    }
  }
}
