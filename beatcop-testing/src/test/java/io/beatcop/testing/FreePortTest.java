package io.beatcop.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** No two JVMs whose tests run side by side choose one port. */
class FreePortTest {

  private static final int EACH = 3_000;

  @Test
  void noPortIsChosenTwiceByAnyJvm() throws Exception {
    Process other =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                Chooser.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    // It lives, and keeps its ports, until it is told to end.
    List<Integer> theirs = other.inputReader().lines().limit(EACH).map(Integer::valueOf).toList();

    Set<Integer> all = new HashSet<>(theirs);
    IntStream.range(0, EACH).forEach(i -> all.add(FreePort.choose()));

    other.getOutputStream().close();
    assertThat(other.waitFor()).isZero();
    assertThat(all).hasSize(2 * EACH);
  }

  /** Chooses ports, and keeps them until its input ends. */
  static final class Chooser {

    private Chooser() {}

    public static void main(String[] arguments) throws Exception {
      for (int i = 0; i < EACH; i++) {
        System.out.println(FreePort.choose());
      }
      int unused = System.in.read();
    }
  }
}
