package io.beatcop.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beatcop.testing.Ledger.Gap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

  private final Ledger ledger = new Ledger();

  @Test
  void anEmptyLedgerHasNothingToSay() {
    assertThat(ledger.violations()).isEmpty();
    assertThat(ledger.gaps()).isEmpty();
    assertThat(ledger.longestGap()).isZero();
  }

  @Test
  void termsThatFollowOneAnotherWithGrowingTokensAreInOrder() {
    ledger.tick("a", 1, 0);
    ledger.tick("a", 1, 100);
    ledger.tick("b", 2, 101);
    ledger.tick("a", 3, 200);

    assertThat(ledger.violations()).isEmpty();
  }

  @Test
  void twoNodesAtOnceAreAViolation() {
    ledger.tick("a", 1, 0);
    ledger.tick("b", 2, 3_000_000);
    ledger.tick("a", 1, 5_000_000);

    assertThat(ledger.violations())
        .containsExactly("a (token 1) held the lease PT0.002S after b (token 2) began to");
  }

  @Test
  void twoNodesInOneInstantAreAViolation() {
    ledger.tick("a", 1, 100);
    ledger.tick("b", 2, 100);

    assertThat(ledger.violations()).hasSize(1);
  }

  @Test
  void aTermInsideAnotherIsAViolationAndSoIsEachOneAfterItInside() {
    ledger.tick("a", 1, 0);
    ledger.tick("a", 1, 100);
    ledger.tick("b", 2, 10);
    ledger.tick("c", 3, 50);

    assertThat(ledger.violations())
        .hasSize(2)
        .allMatch(sentence -> sentence.startsWith("a (token 1) held the lease"));
  }

  @Test
  void aNodeThatActsAgainOnAnOldTokenIsAViolation() {
    ledger.tick("a", 1, 0);
    ledger.tick("b", 2, 100);
    ledger.tick("a", 1, 200);

    assertThat(ledger.violations()).hasSize(1);
  }

  @Test
  void aTokenThatFallsIsAViolation() {
    ledger.tick("a", 2, 0);
    ledger.tick("b", 1, 100);

    assertThat(ledger.violations())
        .containsExactly("b (token 1) followed a (token 2) with no greater token");
  }

  @Test
  void aTokenThatStaysIsAViolation() {
    ledger.tick("a", 1, 0);
    ledger.tick("b", 1, 100);

    assertThat(ledger.violations()).hasSize(1);
  }

  @Test
  void ticksMayComeInAnyOrder() {
    ledger.tick("b", 2, 300);
    ledger.tick("a", 1, 100);
    ledger.tick("b", 2, 200);
    ledger.tick("a", 1, 0);

    assertThat(ledger.violations()).isEmpty();
    assertThat(ledger.gaps()).containsExactly(new Gap("a", "b", Duration.ofNanos(100)));
  }

  @Test
  void theClockMayPassTheGreatestLong() {
    ledger.tick("a", 1, Long.MAX_VALUE - 10);
    ledger.tick("a", 1, Long.MIN_VALUE + 10);
    ledger.tick("b", 2, Long.MIN_VALUE + 20);

    assertThat(ledger.violations()).isEmpty();
    assertThat(ledger.longestGap()).isEqualTo(Duration.ofNanos(10));
  }

  @Test
  void gapsSayWhoFollowedWhom() {
    ledger.tick("a", 1, 0);
    ledger.tick("b", 2, 30);
    ledger.tick("b", 3, 40);

    assertThat(ledger.gaps())
        .containsExactly(
            new Gap("a", "b", Duration.ofNanos(30)), new Gap("b", "b", Duration.ofNanos(10)));
    assertThat(ledger.longestGap()).isEqualTo(Duration.ofNanos(30));
  }

  @Test
  void aGapBeginsWhereTheLastOfOverlappingTermsEnds() {
    ledger.tick("a", 1, 0);
    ledger.tick("b", 2, 10);
    ledger.tick("a", 1, 100);
    ledger.tick("c", 3, 130);

    assertThat(ledger.gaps()).containsExactly(new Gap("a", "c", Duration.ofNanos(30)));
  }

  @Test
  void ticksOfOtherProcessesAreReadWithoutATornLastLine(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "0 a 1\n100 a 1\n20");
    ledger.tick("b", 2, 130);

    ledger.read(file);

    assertThat(ledger.gaps()).containsExactly(new Gap("a", "b", Duration.ofNanos(30)));
  }

  @Test
  void aLineThatIsNoTickIsNamed(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "0 a 1\n100 a one\n");

    assertThatThrownBy(() -> ledger.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"100 a one\" is no tick");
  }
}
