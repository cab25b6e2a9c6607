package io.beatcop.quartz.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.quartz.TriggerKey;

/** What is overdue (O1). Times are in seconds; the grace is 60. */
class OverdueFiresTest {

  private static final TriggerKey A = new TriggerKey("a", "g");
  private static final TriggerKey B = new TriggerKey("b", "g");
  private static final int MANY = 500;

  private final OverdueFires rules = new OverdueFires(Duration.ofSeconds(60));

  private static long at(long second) {
    return 1_800_000_000_000L + second * 1_000;
  }

  private static OptionalLong time(long second) {
    return OptionalLong.of(at(second));
  }

  private List<TriggerKey> toLookAt(long second) {
    return rules.toLookAt(at(second), MANY);
  }

  @Test
  void whatWasJustSeenIsLookedAtAfterTheGrace() {
    rules.see(List.of(A), at(0));

    assertThat(toLookAt(59)).isEmpty();
    assertThat(toLookAt(60)).containsExactly(A);
    assertThat(rules.overdue(true)).isEmpty();
  }

  @Test
  void aTriggerThatIsNotDueIsLeftAloneUntilItsGraceIsOver() {
    rules.see(List.of(A), at(0));
    rules.looked(A, time(3_600), at(60));

    assertThat(toLookAt(3_659)).isEmpty();
    assertThat(toLookAt(3_660)).containsExactly(A);
  }

  @Test
  void aTimeThatNobodyHasFiredIsOverdueWhenItsGraceIsOver() {
    rules.see(List.of(A), at(0));
    rules.looked(A, time(100), at(159));
    assertThat(rules.overdue(true)).isEmpty();

    rules.looked(A, time(100), at(160));

    assertThat(rules.overdue(true)).contains(new OverdueFires.Overdue(1, A, at(100)));
    assertThat(toLookAt(161)).containsExactly(A);
  }

  @Test
  void aTimeThatWasFiredIsNotOverdue() {
    rules.see(List.of(A), at(0));
    rules.looked(A, time(100), at(60));

    rules.looked(A, time(200), at(160));

    assertThat(rules.overdue(true)).isEmpty();
    assertThat(toLookAt(259)).isEmpty();
  }

  @Test
  void aClusterThatStartsAfterAWeekHasAGraceToRecover() {
    rules.see(List.of(A), at(0));

    rules.looked(A, time(-600_000), at(59));
    assertThat(rules.overdue(true)).isEmpty();

    rules.looked(A, time(-600_000), at(60));
    assertThat(rules.overdue(true)).isPresent();
  }

  @Test
  void whatIsScheduledAnewIsAnotherTrigger() {
    rules.see(List.of(A, B), at(0));
    rules.looked(A, time(100), at(165));
    rules.looked(B, time(100), at(165));

    rules.seeAnew(A);
    rules.see(List.of(A, B), at(170));

    assertThat(toLookAt(170)).containsExactly(B);
    assertThat(rules.open(A)).isEmpty();
    assertThat(rules.overdue(true)).contains(new OverdueFires.Overdue(1, B, at(100)));

    rules.seeAllAnew();
    rules.see(List.of(A, B), at(180));
    assertThat(rules.overdue(true)).isEmpty();
  }

  @Test
  void whatIsGoneIsForgotten() {
    rules.see(List.of(A, B), at(0));
    rules.looked(A, time(100), at(60));

    rules.see(List.of(B), at(200));
    rules.looked(A, time(100), at(200));

    assertThat(rules.overdue(true)).isEmpty();
    assertThat(toLookAt(200)).containsExactly(B);
  }

  @Test
  void whatIsPausedOrHasNoFurtherTimeIsLookedAtNowAndThen() {
    rules.see(List.of(A), at(0));

    rules.looked(A, OptionalLong.empty(), at(60));

    assertThat(toLookAt(119)).isEmpty();
    assertThat(toLookAt(120)).containsExactly(A);
    assertThat(rules.overdue(true)).isEmpty();
  }

  @Test
  void theOneThatWaitsLongestComesFirst() {
    rules.see(List.of(A, B), at(0));
    rules.looked(A, time(120), at(180));
    rules.looked(B, time(110), at(180));

    assertThat(rules.open(B)).isEqualTo(time(110));
    assertThat(toLookAt(180)).containsExactly(B, A);
    assertThat(rules.toLookAt(at(180), 1)).containsExactly(B);
    assertThat(rules.overdue(true)).contains(new OverdueFires.Overdue(2, B, at(110)));
  }

  @Test
  void ofTwoThatWaitEquallyLongOneIsAlwaysNamed() {
    rules.see(List.of(B, A), at(0));
    rules.looked(A, time(100), at(160));
    rules.looked(B, time(100), at(160));

    assertThat(rules.overdue(true)).contains(new OverdueFires.Overdue(2, A, at(100)));
  }

  @Test
  void oneSilenceOfRedisSaysNothingAndTheNextOneDoes() {
    rules.see(List.of(A), at(0));
    rules.looked(A, time(100), at(160));

    assertThat(rules.overdue(false)).isEmpty();
    assertThat(rules.overdue(false)).isPresent();
    assertThat(rules.overdue(false)).isPresent();
  }

  @Test
  void anAnswerBetweenTwoSilencesMakesTheSecondOneTheFirstAgain() {
    rules.see(List.of(A), at(0));
    rules.looked(A, time(100), at(160));
    assertThat(rules.overdue(false)).isEmpty();

    rules.looked(A, time(150), at(165));
    assertThat(rules.overdue(true)).isEmpty();
    rules.looked(A, time(150), at(210));

    assertThat(rules.overdue(false)).isEmpty();
    assertThat(rules.overdue(false)).isPresent();
  }

  @Test
  void whatWasToldIsToldOnWhenRedisFallsSilent() {
    rules.see(List.of(A), at(0));
    rules.looked(A, time(100), at(160));
    assertThat(rules.overdue(true)).isPresent();

    assertThat(rules.overdue(false)).isPresent();
  }

  /** Between the look and its answer its grace may end, and it may have been fired. */
  @Test
  void whatIsLateByNowButWasNotLookedAtIsNotOverdue() {
    rules.see(List.of(A, B), at(0));
    rules.looked(A, time(100), at(60));
    rules.looked(B, time(90), at(60));

    assertThat(toLookAt(159)).containsExactly(B);
    rules.looked(B, time(200), at(161));

    assertThat(rules.overdue(true)).isEmpty();
  }
}
