package io.beatcop.redis.connect;

import io.beatcop.lease.VisibleText;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Decodes values from Redis: bounded, typed, visible. Anybody who may write to Redis may have
 * written them, so no value may end a thread, fill the memory or reach a terminal.
 *
 * <p>The scripts cut what they reply to {@link #LONGEST} bytes, so a reply is small whatever the
 * keys contain. A value of another type than BeatCop writes is empty here; status and history name
 * it as foreign.
 */
public final class RedisText {

  /** How many bytes of one value the scripts reply. No holder, term or note of ours is longer. */
  static final int LONGEST = 1024;

  /** The longest time to live that is told: beyond it sums of nanoseconds overflow. */
  private static final long LONGEST_MILLIS = Duration.ofDays(3650).toMillis();

  /** The scripts count in doubles, which tell whole numbers apart up to here (L-h). */
  private static final long TOKENS_END = 1L << 53;

  private RedisText() {}

  /** The text as it may be shown in tables, logs and messages. */
  public static String visible(String text) {
    return VisibleText.of(text, LONGEST);
  }

  /** The text as it may be shown, if there is any. */
  public static Optional<String> present(String field) {
    return Optional.of(field).filter(text -> !text.isEmpty()).map(RedisText::visible);
  }

  /** A time to live; empty for a key that never expires, and for a text that is none. */
  public static Optional<Duration> pttl(String field) {
    return number(field)
        .filter(millis -> millis >= 0)
        .map(millis -> Duration.ofMillis(Math.min(millis, LONGEST_MILLIS)));
  }

  /** A token; empty if there is none, and for a text that is none. */
  public static OptionalLong token(String field) {
    return number(field)
        .filter(token -> token >= 0 && token < TOKENS_END - 1)
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  /** Whether the value of a token key is no token. */
  public static boolean isForeignToken(String field) {
    return !field.isEmpty() && token(field).isEmpty();
  }

  /** A time of day, as epoch milliseconds or as the score of a sorted set. */
  public static Optional<Instant> instant(String field) {
    String whole = field.endsWith(".0") ? field.substring(0, field.length() - 2) : field;
    return whole.length() <= 15
        ? number(whole).filter(millis -> millis >= 0).map(Instant::ofEpochMilli)
        : Optional.empty();
  }

  /** A number in the reply of a script. A script never replies another text there. */
  public static long written(String field) {
    return number(field)
        .orElseThrow(() -> new IllegalArgumentException("no number: " + visible(field)));
  }

  /** A port; empty for a text that is none. */
  static OptionalInt port(String field) {
    return number(field)
        .filter(port -> port > 0 && port <= 65_535)
        .map(port -> OptionalInt.of(port.intValue()))
        .orElse(OptionalInt.empty());
  }

  /** A whole number that fits into a long, with room to calculate. */
  public static Optional<Long> number(String field) {
    int begin = field.startsWith("-") ? 1 : 0;
    boolean isNumber = field.length() > begin && field.length() - begin <= 18;
    for (int at = begin; isNumber && at < field.length(); at++) {
      isNumber = field.charAt(at) >= '0' && field.charAt(at) <= '9';
    }
    return isNumber ? Optional.of(Long.valueOf(field)) : Optional.empty();
  }
}
