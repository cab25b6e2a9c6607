package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.LeaseAnswer.HeldByOther;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Who else has the lease, by what the members of a quorum say, and when it is worth a look. */
class RivalsTest {

  private static HeldByOther named(String holder, String term, long seconds) {
    return new HeldByOther(
        holder, Optional.of(Duration.ofSeconds(seconds)), term, OptionalLong.empty());
  }

  private static HeldByOther forEver(String holder, String term) {
    return new HeldByOther(holder, Optional.empty(), term, OptionalLong.empty());
  }

  private static Rivals rivals(HeldByOther... answers) {
    return new Rivals(List.of(answers));
  }

  @Test
  void nobodyIsNoRival() {
    assertThat(rivals().strength()).isZero();
    assertThat(rivals().token()).isEmpty();
  }

  @Test
  void aRivalIsAsStrongAsTheMembersThatNameOneCampaignOfIt() {
    assertThat(
            rivals(
                    named("b", "held b 1.f 1", 1),
                    named("b", "pending b 1.f 2 1", 1),
                    named("b", "held b 2.f 3", 1))
                .strength())
        .isEqualTo(2);
  }

  /** A value that was set by hand has no term. */
  @Test
  void aRivalWithoutATermIsToldByItsName() {
    assertThat(rivals(named("x", "", 1), named("x", "", 2), named("y", "", 1)).strength())
        .isEqualTo(2);
  }

  @Test
  void theStrongestIsNamedWithTheTermThatMostSaw() {
    HeldByOther seen =
        rivals(
                named("c", "held c 1 1", 5),
                named("b", "held b 1 1", 5),
                named("b", "held b 1 2", 6),
                named("b", "held b 1 2", 6))
            .seen(1);

    assertThat(seen.holder()).isEqualTo("b");
    assertThat(seen.term()).isEqualTo("held b 1 2");
  }

  @Test
  void aLookIsWorthItWhenSoManyKeysOfOneTermCanHaveExpiredAsAreMissing() {
    Rivals rivals =
        rivals(
            named("b", "held b 1 1", 3),
            named("b", "held b 1 1", 1),
            named("b", "held b 1 1", 2),
            forEver("b", "held b 1 1"));

    assertThat(rivals.seen(0).expiresIn()).contains(Duration.ofSeconds(1));
    assertThat(rivals.seen(1).expiresIn()).contains(Duration.ofSeconds(1));
    assertThat(rivals.seen(2).expiresIn()).contains(Duration.ofSeconds(2));
    assertThat(rivals.seen(3).expiresIn()).contains(Duration.ofSeconds(3));
    assertThat(rivals.seen(4).expiresIn()).isEmpty();
    assertThat(rivals.seen(5).expiresIn()).isEmpty();
  }

  @Test
  void theTermThatExpiresFirstIsLookedAtFirst() {
    Rivals rivals =
        rivals(
            named("b", "held b 1 1", 4), named("b", "held b 1 2", 7), named("b", "held b 1 2", 8));

    assertThat(rivals.seen(2).expiresIn()).contains(Duration.ofSeconds(4));
  }

  @Test
  void theGreatestTokenIsTold() {
    Rivals rivals =
        rivals(
            new HeldByOther("b", Optional.empty(), "held b 1 1", OptionalLong.of(8)),
            new HeldByOther("b", Optional.empty(), "held b 1 1", OptionalLong.of(9)),
            forEver("b", "held b 1 1"));

    assertThat(rivals.seen(1).token()).hasValue(9);
  }
}
