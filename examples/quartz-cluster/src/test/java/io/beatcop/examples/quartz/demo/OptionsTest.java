package io.beatcop.examples.quartz.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beatcop.lease.SettingException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

  @Test
  void withoutOptionsThreeNodesRunForFortySeconds() {
    assertThat(Options.parse(List.of()))
        .isEqualTo(
            new Options(3, Duration.ofSeconds(3), Duration.ofSeconds(40), Optional.empty(), 1));
  }

  @Test
  void aValueMayFollowItsOptionOrAnEqualsSign() {
    assertThat(
            Options.parse(
                List.of(
                    "--nodes",
                    "5",
                    "--ttl=1500ms",
                    "--duration=1m",
                    "--redis",
                    "redis://h:1",
                    "--spread=8")))
        .isEqualTo(
            new Options(
                5, Duration.ofMillis(1_500), Duration.ofMinutes(1), Optional.of("redis://h:1"), 8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --nodes=10       | --nodes = 10: must be a whole number from 2 to 9
          --nodes=two      | --nodes = two: must be a whole number from 2 to 9
          --spread=6       | --spread = 6: must be a power of two from 2 to 64
          --spread=128     | --spread = 128: must be a power of two from 2 to 64
          --spread=many    | --spread = many: must be a power of two from 2 to 64
          --ttl=100ms      | --ttl = 100ms: must be from 500ms to 30s
          --duration=20s   | --duration = 20s: a ttl of 3s needs at least 30s
          --duration=11m   | --duration = 11m: must be at most 10m
          --redis=redis+cluster://h | --redis = redis+cluster://h:6379: the demo needs one server, redis://host:port
          """)
  void aWrongValueIsRefusedWithOneSentence(String option, String sentence) {
    assertThatThrownBy(() -> Options.parse(List.of(option)))
        .isInstanceOf(SettingException.class)
        .hasMessage(sentence);
  }

  @ParameterizedTest
  @CsvSource({"--ttl=3", "--duration=soon", "--redis=h:6379", "--redis=http://h"})
  void whatThePluginWouldNotUnderstandIsRefusedUnderTheOptionsName(String option) {
    assertThatThrownBy(() -> Options.parse(List.of(option)))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith(option.replace("=", " = ") + ": must ");
  }

  @ParameterizedTest
  @CsvSource({"--nodes, needs a value", "--node=3, no such option", "40s, no such option"})
  void whatIsNoOptionIsRefused(String option, String sentence) {
    assertThatThrownBy(() -> Options.parse(List.of(option)))
        .isInstanceOfSatisfying(
            DemoException.class, e -> assertThat(e.exitCode()).isEqualTo(DemoException.USAGE))
        .hasMessageContaining(sentence);
  }
}
