package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.quartz.JobKey;
import org.quartz.TriggerKey;

/** Which times are still this node's to fire, although the journal has them. */
class UnansweredClaimsTest {

  private static final TriggerKey KEY = new TriggerKey("t", "g");
  private static final long TERM = 7;

  private final UnansweredClaims claims = new UnansweredClaims();

  private static JournalPage page(Slot... fired) {
    return new JournalPage(
        OptionalLong.of(1), Map.of(KEY, new JournalPage.Fired("f", List.of(fired))), List.of());
  }

  private static Firing firing(Slot slot) {
    return new Firing(KEY, "f", slot, Optional.empty(), Optional.empty());
  }

  @Test
  void aTimeThatWasNotAnsweredIsStillToBeFiredOnce() {
    claims.open(TERM, page(Slot.at(1000)));

    claims.note(TERM, firing(Slot.at(2000)));

    assertThat(claims.has(KEY, 2000)).isTrue();
    assertThat(claims.take(TERM, firing(Slot.at(2000)))).isTrue();
    assertThat(claims.take(TERM, firing(Slot.at(2000)))).isFalse();
  }

  @Test
  void aTimeThatNobodyAskedForIsNot() {
    claims.open(TERM, page(Slot.at(1000)));

    assertThat(claims.take(TERM, firing(Slot.at(2000)))).isFalse();
  }

  @Test
  void aTimeThatMayHaveBeenFiredInAnEarlierTermIsNot() {
    claims.open(TERM, page(Slot.at(1000), new Slot(2000, 4000)));

    claims.note(TERM, firing(Slot.at(1000)));
    claims.note(TERM, firing(Slot.at(3000)));

    assertThat(claims.take(TERM, firing(Slot.at(1000)))).isFalse();
    assertThat(claims.take(TERM, firing(Slot.at(3000)))).isFalse();
  }

  @Test
  void inTheNextTermNothingOfItIs() {
    claims.open(TERM, page(Slot.at(1000)));
    claims.note(TERM, firing(Slot.at(2000)));

    claims.open(TERM + 1, page(Slot.at(2000)));

    assertThat(claims.take(TERM + 1, firing(Slot.at(2000)))).isFalse();
  }

  @Test
  void readingTheJournalAgainInOneTermChangesNothing() {
    claims.open(TERM, page(Slot.at(1000)));
    claims.note(TERM, firing(Slot.at(2000)));

    claims.open(TERM, page(Slot.at(2000)));

    assertThat(claims.take(TERM, firing(Slot.at(2000)))).isTrue();
  }

  @Test
  void aFiringThatMakesUpForSeveralIsForAllOfThem() {
    claims.open(TERM, page(Slot.at(1000)));
    claims.note(TERM, firing(Slot.at(2000)));
    claims.note(TERM, firing(Slot.at(3000)));

    assertThat(claims.take(TERM, firing(new Slot(2000, 3500)))).isTrue();

    assertThat(claims.has(KEY, 3000)).isFalse();
  }

  @Test
  void whatIsToBeRepeatedKeepsItsName() {
    Repeatable repeatable = new Repeatable("id", "me", new JobKey("j"), KEY, 1, 2);
    claims.open(TERM, page(Slot.at(1000)));

    claims.note(
        TERM, new Firing(KEY, "f", Slot.at(2000), Optional.of(repeatable), Optional.empty()));

    assertThat(claims.repeatable(KEY, 2000)).contains(repeatable);
  }
}
