package io.beatcop.redis.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;

/** An open socket that reads through {@link BoundedReplies}. */
final class BoundedSocket extends Socket {

  private final Socket open;
  private final InputStream input;

  BoundedSocket(Socket open) throws IOException {
    this.open = open;
    this.input = new BoundedReplies(open.getInputStream());
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
