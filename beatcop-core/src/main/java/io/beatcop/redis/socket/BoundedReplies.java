package io.beatcop.redis.socket;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The stream of a server's replies. It ends with an error before a text that is too long for the
 * memory.
 *
 * <p>Our scripts cut their replies, but anybody who may publish can send messages of any length to
 * those who listen, and Jedis reserves the memory before it reads. This class follows the protocol
 * only as far as it has to find the lengths.
 */
final class BoundedReplies extends FilterInputStream {

  /**
   * Many times the length of INFO and of one trigger's journal, and a part of the smallest heap.
   */
  static final int LONGEST = 1024 * 1024;

  private enum At {
    KIND,
    LENGTH,
    LINE,
    TEXT
  }

  private At at = At.KIND;
  private long left;

  BoundedReplies(InputStream server) {
    super(server);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = in.read(bytes, offset, length);
    int end = offset + Math.max(0, count);
    int next = offset;
    while (next < end) {
      if (at == At.TEXT) {
        int skipped = (int) Math.min(left, end - next);
        left -= skipped;
        next += skipped;
        at = left == 0 ? At.KIND : At.TEXT;
      } else {
        follow(bytes[next]);
        next++;
      }
    }
    return count;
  }

  private void follow(byte next) throws IOException {
    if (at == At.KIND) {
      // A text begins with its length. Anything else is one line, the length of a list too.
      at = next == '$' ? At.LENGTH : At.LINE;
      left = 0;
    } else if (next == '\n') {
      // The line break at the end of a text counts as a part of it.
      at = at == At.LENGTH && left >= 0 ? At.TEXT : At.KIND;
      left += 2;
    } else if (at == At.LENGTH) {
      length(next);
    } else {
      left++;
      check();
    }
  }

  private void length(byte next) throws IOException {
    if (next == '-') {
      // A missing text has the length -1.
      left = Long.MIN_VALUE;
    } else if (next >= '0' && next <= '9' && left >= 0) {
      left = left * 10 + next - '0';
      check();
    }
  }

  private void check() throws IOException {
    if (left > LONGEST) {
      throw new IOException(
          "the server sends a text of more than " + LONGEST / 1024 + " kB, which is none of ours");
    }
  }
}
