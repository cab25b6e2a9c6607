package io.beatcop.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beatcop.lease.SettingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of several places a setting is taken from, and how it is read. */
class SettingsTest {

  private enum Choice {
    ONE,
    THE_OTHER
  }

  @TempDir private Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void aFile() throws Exception {
    file = folder.resolve("b.ini");
    Files.writeString(
        file, "[redis]\ntimeout = 1s\n[beatcop]\ntimeout = 4000\nttl-typo = 1\nnode = n\n");
  }

  private Settings settings(Map<Setting, String> options, Map<String, String> environment) {
    return Settings.of(options, environment, Optional.of(file));
  }

  private static Settings environment(String name, String value) {
    return Settings.of(Map.of(), Map.of(name, value), Optional.empty());
  }

  @Test
  void theCommandLineIsAskedFirst() {
    Settings settings =
        settings(Map.of(Setting.NODE, "option"), Map.of("BEATCOP_NODE", "variable"));

    assertThat(settings.find(Setting.NODE))
        .contains(new Value(Setting.NODE, "option", "command line", "--node"));
  }

  @Test
  void theEnvironmentIsAskedBeforeTheFile() {
    Settings settings = settings(Map.of(), Map.of("BEATCOP_NODE", "variable"));

    assertThat(settings.find(Setting.NODE))
        .contains(new Value(Setting.NODE, "variable", "BEATCOP_NODE", "BEATCOP_NODE"));
  }

  @Test
  void theFileIsAskedLast() {
    Settings settings = settings(Map.of(), Map.of());

    assertThat(settings.find(Setting.NODE))
        .contains(new Value(Setting.NODE, "n", file + ":6", file + ":6: node"));
  }

  @Test
  void theSameKeyMeansAnotherThingInAnotherSection() {
    Settings settings = settings(Map.of(), Map.of());

    assertThat(settings.duration(Setting.TIMEOUT)).contains(Duration.ofSeconds(1));
    assertThat(settings.text(Setting.TTL_MILLIS)).contains("4000");
  }

  @Test
  void theEnvironmentCanNameTheFile() {
    Settings settings = environment("BEATCOP_CONFIG", file.toString());

    assertThat(settings.text(Setting.NODE)).contains("n");
  }

  @Test
  void whatIsEmptyIsNotSet() {
    Settings settings = settings(Map.of(), Map.of("BEATCOP_NODE", ""));

    assertThat(settings.text(Setting.NODE)).contains("n");
  }

  @Test
  void whatOnlyAFileCanHaveIsNotTakenFromTheEnvironment() {
    // Kubernetes sets it for a service that is called beatcop.
    assertThat(environment("BEATCOP_PORT", "tcp://10.0.0.1:9090").find(Setting.PORT)).isEmpty();
  }

  @Test
  void aChildThatRunsBeatCopIsNotItsSupervisor() {
    Map<String, String> environment =
        Map.of("BEATCOP_TOKEN", "7", "BEATCOP_NODE", "n", "BEATCOP_LEASE", "l");

    Settings settings = Settings.of(Map.of(), environment, Optional.empty());

    assertThat(settings.find(Setting.NODE)).isEmpty();
    assertThat(settings.find(Setting.LEASE)).isEmpty();
  }

  @Test
  void ofTwoSettingsThatMeanTheSameTheOneThatIsAskedFirstWins() {
    Settings settings = settings(Map.of(), Map.of("BEATCOP_TTL", "9s"));

    assertThat(settings.oneOf(Setting.TTL, Setting.TTL_MILLIS).map(Value::text)).contains("9s");
  }

  @Test
  void twoSettingsThatMeanTheSameMustNotStandInOnePlace() throws Exception {
    Files.writeString(file, "[beatcop]\nttl = 5s\ntimeout = 4000\n");

    assertThatThrownBy(() -> settings(Map.of(), Map.of()).oneOf(Setting.TTL, Setting.TTL_MILLIS))
        .isInstanceOf(SettingException.class)
        .hasMessage("%1$s:3: timeout = 4000: must not stand beside %1$s:2: ttl".formatted(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "true", "on", "1", "Yes", "TRUE"})
  void wordsThatMeanYes(String word) {
    assertThat(environment("BEATCOP_SHELL", word).flag(Setting.SHELL)).contains(true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no", "false", "off", "0", "OFF"})
  void wordsThatMeanNo(String word) {
    assertThat(environment("BEATCOP_SHELL", word).flag(Setting.SHELL)).contains(false);
  }

  @Test
  void otherWordsMeanNeither() {
    assertThatThrownBy(() -> environment("BEATCOP_SHELL", "maybe").flag(Setting.SHELL))
        .hasMessage("BEATCOP_SHELL = maybe: must be yes or no");
  }

  @Test
  void aChoiceIsWrittenWithHyphens() {
    assertThat(environment("BEATCOP_RESTART", "the-other").choice(Setting.RESTART, Choice.class))
        .contains(Choice.THE_OTHER);
  }

  @Test
  void anotherWordIsToldWhatThereIs() {
    Settings settings = environment("BEATCOP_RESTART", "both");

    assertThatThrownBy(() -> settings.choice(Setting.RESTART, Choice.class))
        .hasMessage("BEATCOP_RESTART = both: must be one of one, the-other");
  }

  @Test
  void aDurationThatIsNoneIsNamedWhereItStands() {
    Settings settings = Settings.of(Map.of(Setting.TTL, "10"), Map.of(), Optional.empty());

    assertThatThrownBy(() -> settings.duration(Setting.TTL))
        .hasMessage("--ttl = 10: must be a whole number and its unit, such as 500ms, 10s or 5m");
  }

  @Test
  void aPasswordOnTheCommandLineGetsAWord() {
    Map<Setting, String> options = Map.of(Setting.REDIS, "redis://:geheim@h");

    assertThat(Settings.of(options, Map.of(), Optional.empty()).warnings())
        .containsExactly(
            "--redis: every user of this machine can see the password in it (ps); put the URI into"
                + " BEATCOP_REDIS");
  }

  @Test
  void aUriWithoutAPasswordGetsNone() {
    Map<Setting, String> options = Map.of(Setting.REDIS, "redis://h:6379/0");

    assertThat(Settings.of(options, Map.of(), Optional.empty()).warnings()).isEmpty();
  }

  @Test
  void anErrorOfWhoeverCheckedItIsToldInTheUsersWords() {
    SettingException found = new SettingException("ttl", "4s", "must be longer");

    assertThat(settings(Map.of(), Map.of()).explained(found))
        .hasMessage(file + ":4: timeout = 4s: must be longer");
  }

  @Test
  void anErrorAboutADefaultStaysAsItIs() {
    SettingException found = new SettingException("stop-grace", "4s", "must be shorter");

    assertThat(settings(Map.of(), Map.of()).explained(found)).isSameAs(found);
  }
}
