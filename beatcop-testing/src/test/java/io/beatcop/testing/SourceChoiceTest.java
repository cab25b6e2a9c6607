package io.beatcop.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SourceChoiceTest {

  private static final RedisSource ABSENT = new NamedSource("docker", false);
  private static final RedisSource FIRST = new NamedSource("path", true);
  private static final RedisSource SECOND = new NamedSource("embedded", true);
  private static final List<RedisSource> SOURCES = List.of(ABSENT, FIRST, SECOND);

  @Test
  void theFirstThatIsAvailableIsChosen() {
    assertThat(SourceChoice.choose(SOURCES, Optional.empty())).isSameAs(FIRST);
  }

  @Test
  void aForcedSourceWinsOverTheFirst() {
    assertThat(SourceChoice.choose(SOURCES, Optional.of("embedded"))).isSameAs(SECOND);
  }

  @Test
  void aForcedSourceThatIsNotAvailableIsAnErrorThatSaysWhatItNeeds() {
    assertThatThrownBy(() -> SourceChoice.choose(SOURCES, Optional.of("docker")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("beatcop.test.redis = docker: needs a docker");
  }

  @Test
  void aForcedSourceThatDoesNotExistIsAnErrorThatNamesThoseThatDo() {
    assertThatThrownBy(() -> SourceChoice.choose(SOURCES, Optional.of("dokcer")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("beatcop.test.redis = dokcer: must be one of docker, path, embedded");
  }

  @Test
  void withoutAnySourceTheErrorSaysWhatEachNeeds() {
    assertThatThrownBy(() -> SourceChoice.choose(List.of(ABSENT, ABSENT), Optional.empty()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no Redis for tests: needs a docker, or a docker");
  }

  private record NamedSource(String name, boolean isAvailable) implements RedisSource {
    @Override
    public String needs() {
      return "a " + name;
    }

    @Override
    public String description() {
      return name;
    }

    @Override
    public RedisInstance prepare(int port, List<String> arguments) {
      throw new UnsupportedOperationException();
    }
  }
}
