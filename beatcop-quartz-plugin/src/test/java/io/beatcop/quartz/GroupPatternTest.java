package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beatcop.lease.SettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which groups a pattern matches. */
class GroupPatternTest {

  @ParameterizedTest
  @CsvSource({
    "'*', anything, true",
    "reports, reports, true",
    "reports, reports-2, false",
    "'nightly-*,reports', nightly-x, true",
    "'nightly-*, reports', reports, true",
    "report?, reports, true",
    "report?, report, false",
    "a.b, axb, false",
    "(a), (a), true"
  })
  void aPatternMatchesTheWholeName(String pattern, String group, boolean matches) {
    assertThat(GroupPattern.parse("triggergroups", pattern).matches(group)).isEqualTo(matches);
  }

  @Test
  void anEmptyNameIsRefused() {
    assertThatThrownBy(() -> GroupPattern.parse("triggergroups", ""))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "triggergroups = '': must be names of groups separated by commas, such as a,b-*");
  }
}
