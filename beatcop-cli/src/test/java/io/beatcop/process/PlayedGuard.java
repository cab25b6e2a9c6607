package io.beatcop.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;

/** A guard that answers the first ping, and after that says only what a test lets it say. */
final class PlayedGuard extends OutputStream {

  private final PipedOutputStream answers = new PipedOutputStream();
  private boolean answered;

  /** The supervisor's end of its channel. */
  Guard guard() throws IOException {
    return Guard.over(new PipedInputStream(answers), this);
  }

  /** Says a frame whose payload is these numbers. */
  void say(char type, long... payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(5 + 8 * payload.length);
    frame.put((byte) type).putInt(8 * payload.length);
    for (long number : payload) {
      frame.putLong(number);
    }
    answers.write(frame.array());
    answers.flush();
  }

  /** Takes what it is told. */
  @Override
  public void write(byte[] frame, int from, int length) throws IOException {
    if (!answered) {
      answered = true;
      say('p', 0, System.nanoTime(), 0);
    }
  }

  @Override
  public void write(int one) {}
}
