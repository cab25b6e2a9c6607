package io.beatcop.redis.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S-b: nothing that is sent to a node fills its memory. */
class BoundedRepliesTest {

  private static InputStream replies(String text) {
    return new BoundedReplies(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$6000000\r\n",
        "*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$536870912\r\n",
        "+OK\r\n$-1\r\n$99999999999999999999\r\n",
        "*-1\r\n:5\r\n$6000000\r\n"
      })
  void aTextThatIsTooLongIsNotRead(String sent) {
    assertThatThrownBy(() -> replies(sent).readAllBytes())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than 1024 kB");
  }

  @Test
  void aLineWithoutAnEndIsNotRead() {
    assertThatThrownBy(() -> replies("-" + "x".repeat(1_200_000)).readAllBytes())
        .isInstanceOf(IOException.class);
  }

  @Test
  void whatFitsIsReadAsItIsHoweverItComes() throws IOException {
    String sent =
        "$-1\r\n*2\r\n$3\r\n$99\r\n$0\r\n\r\n:12345678901\r\n-ERR $9999999\r\n$262144\r\n"
            + "$".repeat(262_144)
            + "\r\n*0\r\n$4\r\n\r\n\r\n\r\n+OK\r\n";
    // Its texts have in them what looks like lengths.
    sent = sent.replace("$3\r\n$99", "$3\r\n$99");
    Random random = new Random(7);
    InputStream replies = replies(sent);
    StringBuilder read = new StringBuilder();
    byte[] bytes = new byte[1000];
    for (int count = 0; count >= 0; count = replies.read(bytes, 0, 1 + random.nextInt(999))) {
      read.append(new String(bytes, 0, count, StandardCharsets.UTF_8));
    }

    assertThat(read.toString()).isEqualTo(sent);
  }
}
