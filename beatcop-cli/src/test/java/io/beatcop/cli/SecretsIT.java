package io.beatcop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** S-d: a marked secret in every place where one can stand is in nothing that comes out. */
class SecretsIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final String SECRET = "S3CRET";

  @TempDir private Path folder;

  /**
   * A place for a secret.
   *
   * @param where what it is called
   * @param environment variables
   * @param options of the command line
   * @param file what the file has, if there is one
   */
  record Place(String where, Map<String, String> environment, List<String> options, String file) {

    static Place variable(String name, String value) {
      return new Place(name + "=" + value, Map.of(name, value), List.of(), "");
    }

    static Place option(String option, String value) {
      return new Place(option + " " + value, Map.of(), List.of(option, value), "");
    }

    static Place file(String text) {
      return new Place(text, Map.of(), List.of(), text);
    }

    @Override
    public String toString() {
      return where;
    }
  }

  /** Right and wrong ones: with the host and without, with a scheme and without. */
  private static Stream<String> uris() {
    return Stream.of(
        "redis://:S3CRET@127.0.0.1:%d/0",
        "redis://app:S3CRET@127.0.0.1:%d/0",
        "redis://:S3CRET@127.0.0.1:%d/zero",
        "redis://127.0.0.1:%d/0?pass=S3CRET",
        "redis://127.0.0.1:%d/0?passwordcommand=echo%%20S3CRET",
        "redis://127.0.0.1:%d/0?sentinelpassword=S3CRET",
        "redis+sentinel://:S3CRET@127.0.0.1:%d/main?sentinelpassword=S3CRET",
        "redis+cluster://:S3CRET@127.0.0.1:%d",
        "redis+quorum://:S3CRET@127.0.0.1:%d,127.0.0.1:1,127.0.0.1:2",
        "rediss://:S3CRET@127.0.0.1:%d/0?ca=/no/such",
        "unix://:S3CRET@/no/such/socket",
        "redis://:S3CRET@no-such-host.invalid",
        "redis://:S3CRET/0",
        "redis://:S3CRET",
        "redis//:S3CRET@h",
        "http://:S3CRET@h");
  }

  static Stream<Place> places() {
    List<Place> places = new ArrayList<>();
    uris()
        .map(uri -> uri.contains("%d") ? uri.formatted(redis.port()) : uri)
        .forEach(
            uri -> {
              places.add(Place.variable("BEATCOP_REDIS", uri));
              places.add(Place.option("--redis", uri));
              places.add(Place.file("[redis]\nuri = " + uri.replace("%", "%%") + "\n"));
            });
    places.add(Place.variable("BEATCOP_PASSWORD", SECRET));
    places.add(Place.variable("BEATCOP_PASSWORD_COMMAND", "echo S3CRET"));
    places.add(Place.variable("BEATCOP_PASSWORD_COMMAND", "echo S3CRET >&2; exit 1"));
    places.add(Place.option("--password-command", "echo S3CRET"));
    places.add(Place.file("[redis]\npassword = S3CRET\n"));
    places.add(Place.file("[redis]\npassword = S3CRET%x\n"));
    places.add(Place.file("[redis]\npassword = %(S3CRET)s\n"));
    places.add(Place.file("[redis]\npassword S3CRET\n"));
    places.add(Place.file("[redis]\nhost = h\nS3CRET\n"));
    places.add(Place.file("S3CRET\n"));
    places.add(Place.file("[redis]\npassword = S3CRET\npassword-command = S3CRET\n"));
    places.add(Place.file("[redis]\npassword-command = echo S3CRET\n"));
    places.add(Place.file("[redis]\npassword-file = %s/secret\n"));
    return places.stream();
  }

  @ParameterizedTest
  @MethodSource("places")
  void aSecretIsInNothingThatComesOut(Place place) throws Exception {
    Files.writeString(folder.resolve("secret"), SECRET + "\n");
    Map<String, String> environment = new HashMap<>(place.environment());
    environment.putIfAbsent("BEATCOP_LOG_LEVEL", "trace");
    List<String> options = new ArrayList<>(place.options());
    if (!place.file().isEmpty()) {
      Path file = folder.resolve("b.ini");
      Files.writeString(file, place.file().replace("%s/", folder + "/"));
      options.addAll(List.of("--config", file.toString()));
    }
    if (!environment.containsKey("BEATCOP_REDIS")
        && !place.toString().contains("uri")
        && !options.contains("--redis")) {
      environment.put("BEATCOP_REDIS", redis.uri());
    }

    StringBuilder all = new StringBuilder();
    for (String command : List.of("status", "history", "doctor", "resume")) {
      all.append(run(environment, command, options, "--lease", "nightly", "--timeout", "500ms"));
    }
    all.append(run(environment, "run", options, "--lease", "nightly", "--dry-run", "x"));

    assertThat(all.toString()).doesNotContain(SECRET).doesNotContain("\tat ");
  }

  private static Beatcop run(
      Map<String, String> environment, String command, List<String> options, String... more) {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(options);
    words.addAll(List.of(more));
    return Beatcop.run(environment, words.toArray(String[]::new));
  }

  @Test
  void noTextOfASettingHasIt() {
    List<RedisSettings> all =
        List.of(
            RedisSettings.parse("redis://u:S3CRET@h"),
            RedisSettings.parse("redis://h", Map.of("password", SECRET)),
            RedisSettings.parse("redis://h", Map.of("passwordcommand", "echo S3CRET")),
            RedisSettings.parse("redis+sentinel://h/m?sentinelpassword=S3CRET&sentineluser=u"));

    assertThat(all.toString() + all.get(0).login() + all.get(2).loginSource())
        .doesNotContain(SECRET);
  }
}
