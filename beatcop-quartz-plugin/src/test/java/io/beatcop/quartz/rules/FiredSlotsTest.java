package io.beatcop.quartz.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.quartz.rules.FiredSlots.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FiredSlotsTest {

  private static final FiredSlots NOTHING = FiredSlots.until("s", 0);

  private static FiredSlots fired(long previous, long slot) {
    return NOTHING.with(previous, Slot.at(slot));
  }

  @Nested
  class AFiring {

    @Test
    void thatFollowsTheLastOneClosesTheTimeBetween() {
      assertThat(fired(0, 10)).isEqualTo(FiredSlots.until("s", 10));
    }

    @Test
    void thatOvertakesAnotherLeavesAGapForIt() {
      FiredSlots overtaken = fired(10, 20);

      assertThat(overtaken.until()).isZero();
      assertThat(overtaken.has(10)).isFalse();
      assertThat(overtaken.has(20)).isTrue();
    }

    @Test
    void thatWasOvertakenClosesItsGap() {
      assertThat(fired(10, 20).with(0, Slot.at(10))).isEqualTo(FiredSlots.until("s", 20));
    }

    @Test
    void thatIsATriggersFirstOneClosesAllBefore() {
      assertThat(fired(FiredSlots.NO_PREVIOUS, 10)).isEqualTo(FiredSlots.until("s", 10));
      assertThat(fired(10, 20).with(FiredSlots.NO_PREVIOUS, Slot.at(30)))
          .isEqualTo(FiredSlots.until("s", 30));
    }

    @Test
    void thatCoversMissedTimesCoversThemAll() {
      FiredSlots covered = NOTHING.with(5, new Slot(10, 35));

      assertThat(covered.has(9)).isFalse();
      assertThat(List.of(10L, 20L, 35L)).allMatch(covered::has);
      assertThat(covered.has(36)).isFalse();
    }

    @Test
    void thatIsRecordedTwiceChangesNothing() {
      FiredSlots once = fired(10, 20);

      assertThat(once.with(10, Slot.at(20))).isEqualTo(once);
      assertThat(fired(0, 10).with(0, Slot.at(10))).isEqualTo(fired(0, 10));
    }

    @Test
    void thatFollowsAnotherSpanMakesItLonger() {
      assertThat(fired(10, 20).with(20, Slot.at(30)).spans()).containsExactly(new Span(10, 20, 30));
    }
  }

  @Nested
  class AClaimThatLedToNoFiring {

    @Test
    void isOpenAgainAndTheOthersAreNot() {
      FiredSlots open = FiredSlots.until("s", 30).without(Slot.at(20));

      assertThat(open.has(20)).isFalse();
      assertThat(List.of(10L, 19L, 21L, 30L)).allMatch(open::has);
    }

    @Test
    void canBeTheLastOne() {
      assertThat(FiredSlots.until("s", 30).without(Slot.at(30)))
          .isEqualTo(FiredSlots.until("s", 29));
    }

    @Test
    void isTakenOutOfASpan() {
      FiredSlots open = fired(10, 20).with(20, Slot.at(30)).with(30, Slot.at(40));

      FiredSlots without = open.without(Slot.at(30));

      assertThat(without.has(30)).isFalse();
      assertThat(List.of(20L, 40L)).allMatch(without::has);
    }

    @Test
    void takesAllThatItCoveredAlong() {
      FiredSlots open = FiredSlots.until("s", 50).without(new Slot(20, 40));

      assertThat(List.of(20L, 30L, 40L)).noneMatch(open::has);
      assertThat(List.of(19L, 41L, 50L)).allMatch(open::has);
    }

    @Test
    void closesAgainWhenItIsFired() {
      assertThat(FiredSlots.until("s", 30).without(Slot.at(20)).with(10, Slot.at(20)))
          .isEqualTo(FiredSlots.until("s", 30));
    }

    @Test
    void isTakenOffTheBeginningOfASpan() {
      FiredSlots span = fired(10, 20).with(20, Slot.at(30));

      assertThat(span.without(new Slot(15, 20)).spans()).containsExactly(new Span(20, 21, 30));
      assertThat(span.without(Slot.at(20)).spans()).containsExactly(new Span(20, 21, 30));
    }

    @Test
    void isTakenOffTheEndOfASpan() {
      FiredSlots span = fired(10, 20).with(20, Slot.at(30));

      assertThat(span.without(Slot.at(30)).spans()).containsExactly(new Span(10, 20, 29));
      assertThat(span.without(new Slot(30, 40)).spans()).containsExactly(new Span(10, 20, 29));
    }

    @Test
    void thatIsNotThereChangesNothing() {
      FiredSlots span = fired(10, 20);

      assertThat(span.without(Slot.at(15))).isEqualTo(span);
      assertThat(span.without(Slot.at(25))).isEqualTo(span);
    }
  }

  @Nested
  class InTheJournal {

    @Test
    void itHasItsScheduleAndWhatIsDealtWith() {
      assertThat(fired(10, 20).with(30, new Slot(40, 50)).endedAt(OptionalLong.of(60)).encoded())
          .isEqualTo("s 0 20 40-50 x60");
    }

    @Test
    void itIsReadAsItWasWritten() {
      FiredSlots written = fired(10, 20).with(30, new Slot(40, 50)).endedAt(OptionalLong.of(60));

      FiredSlots read = FiredSlots.decoded(written.encoded()).orElseThrow();

      assertThat(read.encoded()).isEqualTo(written.encoded());
      assertThat(read.has(20)).isTrue();
      assertThat(read.has(30)).isFalse();
    }

    @Test
    void itHasNoTimeBeforeItsSpansThatItWasNotTold() {
      assertThat(FiredSlots.decoded("s 0 20 40-50").orElseThrow().spans())
          .containsExactly(new Span(19, 20, 20), new Span(39, 40, 50));
    }

    @Test
    void timesBeforeTheEpochAreReadToo() {
      assertThat(FiredSlots.decoded(FiredSlots.until("s", -5).with(0, Slot.at(-3)).encoded()))
          .map(FiredSlots::last)
          .contains(-3L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "s x", "s 1 a", "s 1 2-", "s 1 -", "s 99999999999999999999"})
    void whatIsNoRecordIsNone(String text) {
      assertThat(FiredSlots.decoded(text)).isEmpty();
    }
  }

  @Test
  void whatTwoRecordsKnowIsKnown() {
    assertThat(fired(10, 20).and(FiredSlots.until("s", 10))).isEqualTo(FiredSlots.until("s", 20));
    assertThat(FiredSlots.until("s", 5).and(fired(10, 20)).spans()).hasSize(1);
  }

  @Test
  void whatOneRecordKnowsToHaveNoGapKeepsWhatTheOtherKnowsBeyond() {
    FiredSlots further = FiredSlots.decoded("s 52 60-90").orElseThrow();
    FiredSlots linked = FiredSlots.until("s", 51).with(52, new Slot(60, 70));

    assertThat(further.and(linked)).isEqualTo(FiredSlots.until("s", 90));
    assertThat(linked.and(further)).isEqualTo(FiredSlots.until("s", 90));
  }

  @Test
  void allUpToATimeCanBeDealtWith() {
    assertThat(fired(10, 20).withAllUntil(15))
        .isEqualTo(FiredSlots.until("s", 15).with(15, Slot.at(20)).withAllUntil(0));
    assertThat(FiredSlots.until("s", 15).withAllUntil(10).until()).isEqualTo(15);
  }

  @Test
  void theEndOfWhatIsDealtWithIsFound() {
    FiredSlots spans = fired(10, 20).with(20, Slot.at(30));

    assertThat(spans.endOfSpanAt(-7)).isZero();
    assertThat(FiredSlots.until("s", 15).endOfSpanAt(10)).isEqualTo(15);
    assertThat(spans.endOfSpanAt(20)).isEqualTo(30);
    assertThat(spans.endOfSpanAt(25)).isEqualTo(30);
    assertThat(spans.endOfSpanAt(10)).isEqualTo(10);
    assertThat(spans.last()).isEqualTo(30);
    assertThat(NOTHING.last()).isZero();
  }

  /** F6: all claims are known in the end, and no other, whatever their order. */
  @Test
  void whateverTheOrderOfTheClaimsAllAreKnownAndNoOther() {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      List<Long> order = new ArrayList<>();
      for (long slot = 1; slot <= 40; slot++) {
        order.add(slot * 10);
      }
      Collections.shuffle(order, random);
      List<Long> claimed = order.subList(0, random.nextInt(order.size() + 1));
      FiredSlots fired = NOTHING;
      for (long slot : claimed) {
        fired = fired.with(slot - 10, Slot.at(slot));
      }
      FiredSlots known = FiredSlots.decoded(fired.encoded()).orElseThrow();
      for (long slot : order) {
        assertThat(fired.has(slot))
            .as("seed %s, slot %s", seed, slot)
            .isEqualTo(claimed.contains(slot));
        assertThat(known.has(slot))
            .as("seed %s, slot %s", seed, slot)
            .isEqualTo(claimed.contains(slot));
      }
      assertThat(claimed.size() < order.size() || fired.spans().isEmpty()).isTrue();
    }
  }
}
