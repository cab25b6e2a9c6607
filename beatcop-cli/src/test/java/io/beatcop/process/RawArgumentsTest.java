package io.beatcop.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The arguments of the child, byte for byte. */
class RawArgumentsTest {

  private static final byte[] COMMAND_LINE = "java\0run\0--\0echo\0Grüße\0".getBytes(UTF_8);

  private static List<String> decoded(List<byte[]> words) {
    return words.stream().map(word -> new String(word, UTF_8)).toList();
  }

  @Test
  void whatTheLocaleMangledIsTakenFromTheCommandLine() {
    List<String> mangled = List.of("echo", new String("Grüße".getBytes(UTF_8), US_ASCII));

    assertThat(decoded(RawArguments.of(mangled, COMMAND_LINE, US_ASCII)))
        .containsExactly("echo", "Grüße");
  }

  @Test
  void aCommandFromElsewhereIsEncoded() {
    assertThat(decoded(RawArguments.of(List.of("täglich"), COMMAND_LINE, US_ASCII)))
        .containsExactly("täglich");
  }

  @Test
  void aCommandThatIsLongerThanTheCommandLineIsEncoded() {
    List<String> command = List.of("a", "b", "c", "d", "e", "f");

    assertThat(decoded(RawArguments.of(command, COMMAND_LINE, UTF_8))).isEqualTo(command);
  }
}
