package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A note of what is overdue, as Redis keeps it. */
class OverdueNoteTest {

  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  @Test
  void aNoteIsRead() {
    assertThat(OverdueNote.parse("9 3 " + NOON.toEpochMilli() + " g.t since noon: nobody holds"))
        .contains(new OverdueNote(3, NOON, "g.t since noon: nobody holds"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "9 3 4", "9 x 1795521600000 words", "9 3 x words"})
  void whatAnybodyElseWroteIsNone(String text) {
    assertThat(OverdueNote.parse(text)).isEmpty();
  }
}
