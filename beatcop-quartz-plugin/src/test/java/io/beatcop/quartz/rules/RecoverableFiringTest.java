package io.beatcop.quartz.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.JobKey;
import org.quartz.TriggerKey;

/** The journal's record of a firing that is to be repeated if its node dies. */
class RecoverableFiringTest {

  private static final RecoverableFiring FIRING =
      new RecoverableFiring(
          "id", "a node", new JobKey("j b", "g+%"), new TriggerKey("ü/ ", ""), 1_700, -1);

  @Test
  void isReadAsItWasWritten() {
    assertThat(RecoverableFiring.decoded("id", FIRING.encoded())).contains(FIRING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b c d e 1", "a b c d e 1 2 3", "a b c d e 1 x", "a b c d %zz 1 2"})
  void isNoneIfTheJournalHasSomethingElse(String value) {
    assertThat(RecoverableFiring.decoded("id", value)).isEmpty();
  }
}
