package io.beatcop.redis;

import io.beatcop.redis.connect.RedisText;
import java.time.Instant;
import java.util.Optional;

/**
 * A node's note of scheduled times that no node has fired within a grace. The Quartz plugin writes
 * it; it ends by itself unless a node repeats it.
 *
 * @param triggers how many triggers have such a time
 * @param since the earliest of these times
 * @param words the first trigger, and the likely cause
 */
public record OverdueNote(long triggers, Instant since, String words) {

  /** Reads {@code UNTIL TRIGGERS SINCE WORDS}; empty for any other text. */
  static Optional<OverdueNote> parse(String text) {
    String[] parts = text.split(" ", 4);
    if (parts.length < 4) {
      return Optional.empty();
    }
    Optional<Long> triggers = RedisText.number(parts[1]);
    Optional<Instant> since = RedisText.instant(parts[2]);
    return triggers.isPresent() && since.isPresent()
        ? Optional.of(new OverdueNote(triggers.get(), since.get(), RedisText.visible(parts[3])))
        : Optional.empty();
  }
}
