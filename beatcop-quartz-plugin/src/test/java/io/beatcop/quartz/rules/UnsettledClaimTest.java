package io.beatcop.quartz.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.TriggerKey;

/** A claim as the journal has it. */
class UnsettledClaimTest {

  private static UnsettledClaim claim(long number, String trigger, Optional<String> run) {
    return new UnsettledClaim(7, number, new TriggerKey(trigger, "g"), new Slot(10, 20), run);
  }

  @Test
  void isOneWordWhateverTheNames() {
    assertThat(claim(1, "a b|c", Optional.of("run 1|x")).encoded())
        .doesNotContain(" ")
        .startsWith("7|1|10|20|run+1%7Cx|");
  }

  @Test
  void isReadAsItWasWritten() {
    List<UnsettledClaim> claims =
        List.of(claim(1, "a b|c", Optional.of("run 1|x")), claim(2, "t", Optional.empty()));

    assertThat(UnsettledClaim.decoded(UnsettledClaim.encoded(claims))).isEqualTo(claims);
  }

  @Test
  void isCountedAsFiredIfItIsOneOfTheOldestOfTooMany() {
    List<UnsettledClaim> many =
        LongStream.rangeClosed(1, UnsettledClaim.MOST + 1)
            .mapToObj(number -> claim(number, "t", Optional.empty()))
            .toList();

    assertThat(UnsettledClaim.decoded(UnsettledClaim.encoded(many)))
        .isEqualTo(many.subList(1, many.size()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1|2|3|4|", "1|2|3|x||g%20t", "1|2|3|4||%", "1|2|3|4||g|t"})
  void isLeftOutIfItIsNone(String word) {
    UnsettledClaim claim = claim(1, "t", Optional.empty());

    assertThat(UnsettledClaim.decoded(word + " " + claim.encoded())).containsExactly(claim);
  }
}
