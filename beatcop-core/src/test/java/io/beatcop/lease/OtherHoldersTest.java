package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.LeaseAnswer.HeldByOther;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The other holders that the members of a quorum name, and the time to look again. */
class OtherHoldersTest {

  private static HeldByOther named(String holder, String term, long seconds) {
    return new HeldByOther(
        holder, Optional.of(Duration.ofSeconds(seconds)), term, OptionalLong.empty());
  }

  private static HeldByOther forEver(String holder, String term) {
    return new HeldByOther(holder, Optional.empty(), term, OptionalLong.empty());
  }

  private static OtherHolders otherHolders(HeldByOther... answers) {
    return new OtherHolders(List.of(answers));
  }

  @Test
  void nobodyIsNoOtherHolder() {
    assertThat(otherHolders().strength()).isZero();
    assertThat(otherHolders().token()).isEmpty();
  }

  @Test
  void anotherHolderIsAsStrongAsTheMembersThatNameOneCampaignOfIt() {
    assertThat(
            otherHolders(
                    named("b", "held b 1.f 1", 1),
                    named("b", "pending b 1.f 2 1", 1),
                    named("b", "held b 2.f 3", 1))
                .strength())
        .isEqualTo(2);
  }

  /** A value that was set by hand has no term. */
  @Test
  void anotherHolderWithoutATermIsToldByItsName() {
    assertThat(otherHolders(named("x", "", 1), named("x", "", 2), named("y", "", 1)).strength())
        .isEqualTo(2);
  }

  @Test
  void theStrongestIsNamedWithTheTermThatMostSaw() {
    HeldByOther seen =
        otherHolders(
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
    OtherHolders otherHolders =
        otherHolders(
            named("b", "held b 1 1", 3),
            named("b", "held b 1 1", 1),
            named("b", "held b 1 1", 2),
            forEver("b", "held b 1 1"));

    assertThat(otherHolders.seen(0).expiresIn()).contains(Duration.ofSeconds(1));
    assertThat(otherHolders.seen(1).expiresIn()).contains(Duration.ofSeconds(1));
    assertThat(otherHolders.seen(2).expiresIn()).contains(Duration.ofSeconds(2));
    assertThat(otherHolders.seen(3).expiresIn()).contains(Duration.ofSeconds(3));
    assertThat(otherHolders.seen(4).expiresIn()).isEmpty();
    assertThat(otherHolders.seen(5).expiresIn()).isEmpty();
  }

  @Test
  void theTermThatExpiresFirstIsLookedAtFirst() {
    OtherHolders otherHolders =
        otherHolders(
            named("b", "held b 1 1", 4), named("b", "held b 1 2", 7), named("b", "held b 1 2", 8));

    assertThat(otherHolders.seen(2).expiresIn()).contains(Duration.ofSeconds(4));
  }

  @Test
  void theGreatestTokenIsTold() {
    OtherHolders otherHolders =
        otherHolders(
            new HeldByOther("b", Optional.empty(), "held b 1 1", OptionalLong.of(8)),
            new HeldByOther("b", Optional.empty(), "held b 1 1", OptionalLong.of(9)),
            forEver("b", "held b 1 1"));

    assertThat(otherHolders.seen(1).token()).hasValue(9);
  }
}
