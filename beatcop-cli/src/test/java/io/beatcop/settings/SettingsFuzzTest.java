package io.beatcop.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beatcop.lease.SettingException;
import io.beatcop.testing.Slow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files, variables and options are right, or wrong in one sentence, whatever they are. */
class SettingsFuzzTest {

  private static final int ROUNDS = 2_000;
  private static final int MANY_ROUNDS = 10_000;
  private static final List<String> PIECES =
      List.of(
          "[redis]\n",
          "[beatcop]\n",
          "[DEFAULT]\n",
          "[",
          "]",
          "\n",
          "\r\n",
          " ",
          "\t",
          "=",
          ":",
          ";",
          "#",
          "rem ",
          "host",
          "port",
          "uri",
          "password",
          "startup_nodes",
          "timeout",
          "ttl",
          "command",
          "shell",
          "lockname",
          "password-file",
          "%",
          "%%",
          "%(host)s",
          "%(x)s",
          "%(uri",
          "redis://",
          "unix:///a",
          "h",
          "::1",
          "[::1]",
          "/run/x?y@z",
          "6379",
          "-1",
          "99999999999",
          "yes",
          "no",
          "10s",
          "'",
          "\"",
          "\\",
          "\u0000",
          "\u001b[2J",
          "ä",
          "\ud83d",
          "\ufeff",
          "\u2028",
          "x".repeat(500));

  private static final List<Setting> ALL = List.of(Setting.values());

  @TempDir private Path folder;

  @Test
  void anythingIsASentenceOrAValue() throws IOException {
    readAnything(0, ROUNDS);
  }

  @Slow
  @Test
  void anythingIsASentenceOrAValueInManyRounds() throws IOException {
    readAnything(ROUNDS, MANY_ROUNDS);
  }

  private void readAnything(int first, int rounds) throws IOException {
    for (int seed = first; seed < first + rounds; seed++) {
      Random random = new Random(seed);
      Path file = folder.resolve("b.ini");
      if (random.nextInt(20) == 0) {
        byte[] any = new byte[random.nextInt(200)];
        random.nextBytes(any);
        Files.write(file, any);
      } else {
        Files.writeString(file, ini(random), StandardCharsets.UTF_8);
      }
      Map<String, String> environment = new HashMap<>();
      Map<Setting, String> options = new EnumMap<>(Setting.class);
      for (int i = random.nextInt(3); i > 0; i--) {
        Setting setting = ALL.get(random.nextInt(ALL.size()));
        environment.put(setting.variable(), text(random, 4));
        if (setting.isOption()) {
          options.put(setting, text(random, 4));
        }
      }
      if (random.nextInt(10) == 0) {
        environment.put(Settings.FILE_VARIABLE, text(random, 3));
      }
      Optional<Path> named = random.nextInt(10) == 0 ? Optional.empty() : Optional.of(file);
      read(seed, options, environment, named);
    }
  }

  private static void read(
      int seed,
      Map<Setting, String> options,
      Map<String, String> environment,
      Optional<Path> file) {
    try {
      Settings settings = Settings.of(options, environment, file);
      ConfiguredRedis redis = ConfiguredRedis.of(settings);
      settings.flag(Setting.SHELL);
      settings.duration(Setting.TTL);
      if (settings.find(Setting.COMMAND).isPresent()) {
        List<String> words = ShellWords.split(settings.find(Setting.COMMAND).get());
        assertThat(words).as("seed %d", seed).noneMatch(word -> word.indexOf('\0') >= 0);
      }
      assertThat(redis.parsed().toString()).isNotBlank();
    } catch (SettingException e) {
      assertThat(e.getMessage())
          .as("seed %d", seed)
          .doesNotContainPattern("[\\p{Cntrl}\u2028]")
          .hasSizeLessThan(2500);
    } catch (RuntimeException | Error e) {
      throw new AssertionError("seed " + seed + ": " + options + " " + environment, e);
    }
  }

  private static String ini(Random random) {
    StringBuilder ini = new StringBuilder(random.nextInt(5) > 0 ? "[redis]\n" : "");
    for (int line = random.nextInt(8); line > 0; line--) {
      Setting setting = ALL.get(random.nextInt(ALL.size()));
      if (random.nextInt(4) == 0) {
        ini.append(random.nextBoolean() ? "[redis]\n" : "[beatcop]\n");
      }
      if (random.nextInt(4) > 0) {
        ini.append(setting.key()).append(random.nextBoolean() ? " = " : ": ");
      }
      ini.append(text(random, 5)).append('\n');
    }
    // A half of a pair has no place in a file.
    return ini.toString().replace("\ud83d", "?");
  }

  private static String text(Random random, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most); i > 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  private Settings file(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("c.ini"), text);
    return Settings.of(Map.of(), Map.of(), Optional.of(file));
  }

  /** C-e */
  @Test
  void aNulInTheFileIsToldOfWithItsLine() {
    assertThatThrownBy(() -> file("[beatcop]\n# a \u0000 in a comment\ncommand = a\u0000b\n"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("c.ini:3: line = command…: must not have a NUL in it");
  }

  /** S-e */
  @Test
  void aPathThatThereCantBeIsASentence() {
    for (String variable : List.of(Settings.FILE_VARIABLE, "BEATCOP_PASSWORD_FILE")) {
      assertThatThrownBy(
              () ->
                  ConfiguredRedis.of(
                      Settings.of(Map.of(), Map.of(variable, "/a\u0000b"), Optional.empty())))
          .isInstanceOf(SettingException.class)
          .hasMessage(variable + " = /a\\u0000b: must not have a NUL in it");
    }
  }

  /** C-i */
  @Test
  void anAddressMayHaveItsBrackets() throws IOException {
    assertThat(ConfiguredRedis.of(file("[redis]\nhost = [::1]\nport = 7\n")).uri())
        .isEqualTo("redis://[::1]:7");
    assertThat(ConfiguredRedis.of(file("[redis]\nhost = ::1\n")).uri()).isEqualTo("redis://[::1]");
  }

  /** S-a: looking for a password in a URI takes no longer for a long one. */
  @Test
  void aLongUriIsLookedThroughQuickly() {
    String uri = "redis://" + "a:".repeat(500_000);

    Settings settings = Settings.of(Map.of(Setting.REDIS, uri), Map.of(), Optional.empty());

    assertThat(settings.warnings()).isEmpty();
  }
}
