package io.beatcop.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.SettingException.Kind;
import org.junit.jupiter.api.Test;

/** A wrong setting is told to each user by the name that he knows. */
class SettingExceptionTest {

  private final SettingException wrong = new SettingException("ttl", "5", "must have a unit");

  @Test
  void theSentenceNamesTheSettingItsValueAndWhatIsExpected() {
    assertThat(wrong).hasMessage("ttl = 5: must have a unit");
    assertThat(wrong.setting()).isEqualTo("ttl");
  }

  @Test
  void anotherNameIsOfTheSameValue() {
    assertThat(wrong.withName("--ttl")).hasMessage("--ttl = 5: must have a unit");
  }

  @Test
  void anotherNameIsOfTheSameKind() {
    SettingException unknown =
        new SettingException("redis", "a:1", "unknown host 'a'", Kind.UNKNOWN_HOST);

    assertThat(wrong.kind()).isEqualTo(Kind.WRONG_VALUE);
    assertThat(unknown.withName("--redis").kind()).isEqualTo(Kind.UNKNOWN_HOST);
  }

  @Test
  void aPrefixStandsBeforeTheName() {
    assertThat(wrong.withPrefix("org.quartz.plugin.beatcop."))
        .hasMessage("org.quartz.plugin.beatcop.ttl = 5: must have a unit");
    assertThat(wrong.withPrefix("lease.").setting()).isEqualTo("lease.ttl");
  }
}
