package io.beatcop.redis.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beatcop.lease.SettingException;
import io.beatcop.testing.Slow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A URI and what stands beside it are right, or wrong in one sentence, whatever they are. */
class UriFuzzTest {

  private static final String SECRET = "S3CRET";
  private static final int ROUNDS = 15_000;
  private static final int MANY_ROUNDS = 60_000;
  private static final List<String> PIECES =
      List.of(
          "redis",
          "rediss",
          "unix",
          "redis+sentinel",
          "redis+cluster",
          "redis+quorum",
          "://",
          ":/",
          "//",
          "/",
          ":",
          "@",
          "?",
          "&",
          "=",
          ",",
          "%",
          "%2",
          "%00",
          "%zz",
          "%20",
          "#",
          " ",
          "\n",
          "\u0000",
          "\u001b[2J",
          "[",
          "]",
          "[::1]",
          "[::1%eth0]",
          "localhost",
          "a.b",
          "ä",
          "6379",
          "99999",
          "0",
          "-1",
          "master",
          "wait=1",
          "database=1",
          "passwordfile=/x",
          "ca=/x",
          "password=",
          "user",
          "sentineluser=a",
          "passwordcommand=echo",
          "wait",
          "\ud83d",
          "\u2028",
          "+",
          "a".repeat(300));

  /** S-a */
  @ParameterizedTest
  @ValueSource(strings = {"redis://:%s@h/0", "redis://h/0?clientname=%s", "redis://h/0?x=%s", "%s"})
  void aUriOfAHundredKilobytesFitsIntoASmallStack(String shape) throws InterruptedException {
    String uri = shape.formatted("a%41:".repeat(20_000));
    StringBuilder many = new StringBuilder("redis+cluster://");
    for (int i = 0; i < 12_000; i++) {
      many.append('n').append(i).append(":1,");
    }
    many.setLength(many.length() - 1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                RedisSettings.parse(many.toString());
                RedisSettings.parse("redis://:" + "a%41".repeat(25_000) + "@h/0");
                MaskedUri.of(uri);
                RedisSettings.parse(uri);
              } catch (SettingException e) {
                // Of the others some are no URIs; that they are told of in a sentence is enough.
              } catch (Throwable e) {
                thrown.set(e);
              }
            },
            "small",
            128 * 1024);
    thread.start();
    thread.join();

    assertThat(thrown.get()).isNull();
  }

  /** S-d */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://:S3CRET/0",
        "redis://h?pass=S3CRET",
        "redis://h/0?Password=S3CRET&x",
        "redis://h/0?S3CRET",
        "redis://h:S3CRET",
        "redis://u:S3CRET",
        "redis://u:x/S3CRET",
        "redis:/:S3CRET@h",
        "redis//:S3CRET@h/0",
        "redis//:S3CRET",
        "http://:S3CRET@h",
        "redis://:a@S3CRET@h",
        "redis://:a/S3CRET@h",
        "redis://:a?S3CRET@h",
        "redis://:a#S3CRET@h",
        "redis://:a S3CRET@h",
        "redis://:S3CRET%@h",
        "redis://h,:S3CRET/0",
        "redis://h/0#S3CRET",
        "redis+sentinel://:S3CRET/m",
        "redis+sentinel://h/m?sentinelpassword=S3CRET&x=1",
        "unix://:S3CRET@",
        "unix://:S3CRET/tmp/x",
        "redis://S3CRET@h",
        "redis://h:1/S3CRET/x/y",
        "redis://h?passwordcommand=S3CRET&passwordfile=x",
        "redis://h/0?wait=x&token=S3CRET",
        ":S3CRET@h",
        "u:S3CRET",
        "S3CRET@h",
        "redis://h/0?ca&S3CRET=1"
      })
  void aSecretNeverStandsInAMessage(String uri) {
    assertThatThrownBy(() -> RedisSettings.parse(uri))
        .isInstanceOf(SettingException.class)
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void anythingIsASentenceOrAValue() {
    parseAnything(0, ROUNDS);
  }

  @Slow
  @Test
  void anythingIsASentenceOrAValueInManyRounds() {
    parseAnything(ROUNDS, MANY_ROUNDS);
  }

  private static void parseAnything(int first, int rounds) {
    for (int seed = first; seed < first + rounds; seed++) {
      Random random = new Random(seed);
      String uri = text(random);
      Map<String, String> beside = new HashMap<>();
      for (int i = random.nextInt(3); i > 0; i--) {
        String name = RedisSettings.NAMES.get(random.nextInt(RedisSettings.NAMES.size()));
        beside.put(
            name, random.nextBoolean() ? text(random) : PIECES.get(random.nextInt(PIECES.size())));
      }
      parse(seed, uri, beside);
    }
  }

  private static void parse(int seed, String uri, Map<String, String> beside) {
    try {
      assertThat(RedisSettings.parse(uri, beside).toString()).as("seed %d", seed).isNotBlank();
    } catch (SettingException e) {
      assertThat(e.getMessage())
          .as("seed %d: %s", seed, uri)
          .doesNotContainPattern("[\\p{Cntrl}\u2028]")
          .hasSizeLessThan(2000);
    } catch (RuntimeException | Error e) {
      throw new AssertionError("seed " + seed + ": " + uri + " " + beside, e);
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    if (random.nextInt(4) > 0) {
      text.append(PIECES.get(random.nextInt(6))).append("://");
    }
    for (int i = random.nextInt(9); i > 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }
}
