package io.beatcop.testing;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The log lines of this JVM while it is open; they still go where they went. */
public final class LogLines implements AutoCloseable {

  private final PrintStream before = System.err;
  private final ByteArrayOutputStream copy = new ByteArrayOutputStream();

  /** Begins to listen; it does not hear earlier lines. */
  public LogLines() {
    System.setErr(
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int b) {
                before.write(b);
                copy.write(b);
              }

              @Override
              public void write(byte[] bytes, int offset, int length) {
                before.write(bytes, offset, length);
                copy.write(bytes, offset, length);
              }
            },
            true,
            StandardCharsets.UTF_8));
  }

  /**
   * The lines that have all of these texts.
   *
   * @param texts what they have
   * @return the lines, in the order in which they were logged
   */
  public List<String> with(String... texts) {
    return copy.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> List.of(texts).stream().allMatch(line::contains))
        .toList();
  }

  @Override
  public void close() {
    System.setErr(before);
  }
}
