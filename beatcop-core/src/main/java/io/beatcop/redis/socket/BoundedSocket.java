package io.beatcop.redis.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.function.BooleanSupplier;

/** An open socket that reads through {@link BoundedReplies}. */
public final class BoundedSocket extends Socket {

  private final Socket open;
  private final ChannelSocket channel;
  private final InputStream input;

  /**
   * Makes one.
   *
   * @param open the socket, perhaps with TLS
   * @param channel what it reads from; the same if there is no TLS
   */
  BoundedSocket(Socket open, ChannelSocket channel) throws IOException {
    this.open = open;
    this.channel = channel;
    this.input = new BoundedReplies(open.getInputStream());
  }

  /**
   * Sets what to ask when nothing has come for the timeout, on the thread that reads.
   *
   * @param goesOn whether to go on waiting; else the read fails
   */
  public void onSilence(BooleanSupplier goesOn) {
    channel.onSilence(goesOn);
  }

  /**
   * Whether nothing has come that was not read yet, not even the end. Does not wait. Call it only
   * while no thread reads.
   *
   * @return false also if TLS alone has something to read
   * @throws IOException if it is closed
   */
  public boolean isQuiet() throws IOException {
    return channel.isQuiet();
  }

  @Override
  public InputStream getInputStream() {
    return input;
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return open.getOutputStream();
  }

  @Override
  public synchronized void setSoTimeout(int millis) throws SocketException {
    open.setSoTimeout(millis);
  }

  @Override
  public synchronized int getSoTimeout() throws SocketException {
    return open.getSoTimeout();
  }

  @Override
  public boolean isConnected() {
    return open.isConnected();
  }

  @Override
  public boolean isBound() {
    return open.isBound();
  }

  @Override
  public boolean isClosed() {
    return open.isClosed();
  }

  @Override
  public boolean isInputShutdown() {
    return open.isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return open.isOutputShutdown();
  }

  @Override
  public synchronized void close() throws IOException {
    open.close();
  }
}
