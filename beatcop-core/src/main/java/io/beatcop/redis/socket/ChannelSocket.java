package io.beatcop.redis.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * A channel as a {@link Socket}, for code that can use nothing else.
 *
 * <p>Java has Unix domain sockets only as channels, and only a channel can tell without a wait that
 * nothing has come. A channel that blocks has no timeout, so this one does not block, and waits at
 * a selector. One thread reads; others may write and close. An interrupt ends no wait, as with any
 * socket.
 */
final class ChannelSocket extends Socket {

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private volatile int timeoutMillis;
  private volatile BooleanSupplier onSilence = () -> false;

  private ChannelSocket(SocketChannel channel, Selector selector) throws IOException {
    this.channel = channel;
    this.selector = selector;
    channel.configureBlocking(false);
    this.key = channel.register(selector, SelectionKey.OP_READ);
  }

  private static ChannelSocket of(SocketChannel channel) throws IOException {
    try {
      return new ChannelSocket(channel, Selector.open());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Connects to a file. On one machine that succeeds or fails at once. */
  static ChannelSocket connect(Path path) throws IOException {
    return of(SocketChannel.open(UnixDomainSocketAddress.of(path)));
  }

  /** Connects to a host, within a time. */
  static ChannelSocket connect(InetSocketAddress place, int millis) throws IOException {
    ChannelSocket socket = of(SocketChannel.open());
    try {
      socket.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      socket.channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      if (!socket.channel.connect(place)) {
        socket.key.interestOps(SelectionKey.OP_CONNECT);
        if (!isReady(socket.selector, millis)) {
          throw late(millis);
        }
        socket.channel.finishConnect();
        socket.key.interestOps(SelectionKey.OP_READ);
      }
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Waits for what the selector is for. Returns whether it came in time. */
  private static boolean isReady(Selector selector, int millis) throws IOException {
    boolean interrupted = false;
    try {
      while (selector.select(selected -> {}, millis) == 0) {
        if (!selector.isOpen()) {
          throw new ClosedSelectorException();
        } else if (!Thread.interrupted()) {
          return false;
        }
        interrupted = true;
      }
      return true;
    } catch (CancelledKeyException | ClosedSelectorException e) {
      throw closedMeanwhile(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static SocketTimeoutException late(int millis) {
    return new SocketTimeoutException("no answer within " + millis + " ms");
  }

  private static SocketException closedMeanwhile(Exception cause) {
    SocketException closed = new SocketException("the socket was closed");
    closed.initCause(cause);
    return closed;
  }

  /**
   * Whether nothing has come that was not read yet, not even the end. Does not wait. Call it only
   * while no thread reads.
   */
  boolean isQuiet() throws IOException {
    try {
      return selector.selectNow(selected -> {}) == 0;
    } catch (CancelledKeyException | ClosedSelectorException e) {
      throw closedMeanwhile(e);
    }
  }

  /**
   * Sets what to ask when nothing has come for the timeout, on the thread that reads: whether to go
   * on waiting.
   */
  void onSilence(BooleanSupplier goesOn) {
    onSilence = goesOn;
  }

  @Override
  public InputStream getInputStream() {
    return new Input();
  }

  @Override
  public OutputStream getOutputStream() {
    return new Output();
  }

  @Override
  public synchronized void setSoTimeout(int millis) {
    timeoutMillis = millis;
  }

  @Override
  public synchronized int getSoTimeout() {
    return timeoutMillis;
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public boolean isBound() {
    return true;
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  /** Closes the socket, and wakes the thread that waits at the selector. */
  @Override
  public synchronized void close() throws IOException {
    channel.close();
    selector.close();
  }

  private final class Input extends InputStream {

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
      int count = channel.read(buffer);
      while (count == 0) {
        int millis = timeoutMillis;
        if (!isReady(selector, millis) && !onSilence.getAsBoolean()) {
          throw late(millis);
        }
        count = channel.read(buffer);
      }
      return count;
    }
  }

  private final class Output extends OutputStream {

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
      while (buffer.hasRemaining()) {
        if (channel.write(buffer) == 0) {
          awaitSpace();
        }
      }
    }

    /** The other side hardly reads. Waits apart from the thread that may wait for input. */
    private void awaitSpace() throws IOException {
      try (Selector space = Selector.open()) {
        channel.register(space, SelectionKey.OP_WRITE);
        int millis = timeoutMillis;
        if (!isReady(space, millis)) {
          throw late(millis);
        }
      }
    }
  }
}
