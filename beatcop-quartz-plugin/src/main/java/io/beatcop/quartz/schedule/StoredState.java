package io.beatcop.quartz.schedule;

import java.util.Locale;
import java.util.Optional;

/** The state of a trigger, as the schedule keeps it. A trigger that just waits has none. */
public enum StoredState {
  /** It does not fire until it is resumed. */
  PAUSED,
  /** It has ended, but is still there. */
  COMPLETE,
  /** Its job could not be made. */
  ERROR;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a state.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static StoredState parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  static Optional<StoredState> of(Optional<String> text) {
    return text.map(StoredState::parse);
  }
}
