package io.beatcop.quartz.rules;

import static io.beatcop.quartz.rules.TestCandidate.KEY;
import static io.beatcop.quartz.rules.TestCandidate.millis;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.TriggerKey;

/** The claims of which one side does not know what became of them. */
class EarlierClaimsTest {

  private static final long LAST_TERM = 6;
  private static final long TERM = 7;
  private static final TriggerKey OTHER = new TriggerKey("other", "g");

  private final EarlierClaims earlier = new EarlierClaims();

  @BeforeEach
  void begin() {
    earlier.begin();
  }

  private static UnsettledClaim claim(long number, TriggerKey key, long second) {
    return new UnsettledClaim(3, number, key, Slot.at(millis(second)), Optional.empty());
  }

  private static String text(UnsettledClaim... claims) {
    return UnsettledClaim.encoded(List.of(claims)) + " ";
  }

  private void unsettled(UnsettledClaim... claims) {
    earlier.read(List.of(claims), LAST_TERM, TERM);
  }

  @Test
  void aFiringSettlesTheClaimsOfItsSlotAndNoOthers() {
    UnsettledClaim otherSlot = claim(6, KEY, 3580);
    UnsettledClaim otherTrigger = claim(7, OTHER, 3590);
    unsettled(claim(5, KEY, 3590), otherSlot, otherTrigger);

    earlier.fires(TestFiring.of(3590).build());

    assertThat(earlier.unsettled()).containsExactly(otherSlot, otherTrigger);
    assertThat(earlier.toBeTold()).contains(List.of(otherSlot, otherTrigger));
  }

  @Test
  void aFiringOfNoUnsettledSlotIsNoNewsOfThem() {
    assertThat(earlier.toBeTold()).isEmpty();

    earlier.fires(TestFiring.of(3590).build());

    assertThat(earlier.toBeTold()).isEmpty();
  }

  @Test
  void whatFiresIsNotTakenBackAnyMore() {
    UnsettledClaim otherSlot = claim(6, KEY, 3580);
    earlier.unfired(claim(5, KEY, 3590));
    earlier.unfired(otherSlot);

    earlier.fires(TestFiring.of(3590).build());

    assertThat(earlier.withdrawals()).containsExactly(otherSlot);
  }

  @Test
  void whatFiresIsNotOpenAnyMore() {
    List<UnsettledClaim> unused =
        earlier.takeBack(text(claim(5, KEY, 3590), claim(6, KEY, 3580), claim(7, OTHER, 3590)));

    earlier.fires(TestFiring.of(3590).build());

    assertThat(earlier.reopened(KEY)).containsExactly(Slot.at(millis(3580)));
    assertThat(earlier.reopened(OTHER)).containsExactly(Slot.at(millis(3590)));
  }

  @Test
  void whatIsTakenBackIsUnsettledNoMore() {
    UnsettledClaim otherNumber = claim(6, KEY, 3590);
    unsettled(claim(5, KEY, 3590), otherNumber);

    assertThat(earlier.takeBack(text(claim(5, KEY, 3590)))).hasSize(1);

    assertThat(earlier.unsettled()).containsExactly(otherNumber);
  }

  @Test
  void whatWasObeyedInOneTermIsNotHandledInTheNext() {
    List<UnsettledClaim> unused = earlier.takeBack(text(claim(5, KEY, 3590)));
    assertThat(earlier.handled()).isNotEmpty();

    List<UnsettledClaim> left = earlier.end();
    earlier.begin();

    assertThat(left).isEmpty();
    assertThat(earlier.handled()).isEmpty();
  }

  @Test
  void whatATermLeftUnsettledIsNotToldInTheNext() {
    unsettled(claim(5, KEY, 3590));
    assertThat(earlier.end()).hasSize(1);

    earlier.begin();

    assertThat(earlier.toBeTold()).isEmpty();
  }

  /** Ten thousand are known: more than any journal has at once. */
  @Test
  void theOldestThatWereTakenBackAreForgotten() {
    takeBack(1, 10_000);
    assertThat(isNews(1)).isFalse();

    takeBack(10_001, 10_001);

    assertThat(isNews(2)).isFalse();
    assertThat(isNews(1)).isTrue();
  }

  private void takeBack(long first, long last) {
    earlier.begin();
    String text =
        String.join(
            " ",
            LongStream.rangeClosed(first, last)
                .mapToObj(number -> claim(number, KEY, number).encoded())
                .toList());
    assertThat(earlier.takeBack(text + " ")).hasSize((int) (last - first + 1));
  }

  private boolean isNews(long number) {
    earlier.begin();
    return !earlier.takeBack(text(claim(number, KEY, number))).isEmpty();
  }
}
