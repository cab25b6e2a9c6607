package io.beatcop.redis.socket;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.function.BooleanSupplier;

/**
 * The stream of a server's replies, for one who waits for longer than a timeout: at each timeout it
 * asks whether to go on waiting.
 */
final class PatientReplies extends FilterInputStream {

  private volatile BooleanSupplier onSilence = () -> false;

  PatientReplies(InputStream server) {
    super(server);
  }

  /** Sets what to ask, on the thread that waits. */
  void onSilence(BooleanSupplier goesOn) {
    onSilence = goesOn;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    while (true) {
      try {
        return in.read(bytes, offset, length);
      } catch (SocketTimeoutException e) {
        if (!onSilence.getAsBoolean()) {
          throw e;
        }
      }
    }
  }
}
