package io.beatcop.monitor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/**
 * One client of an {@link HttpListener}: the part of its request that has come, then the part of
 * the answer that is not sent yet. Never waits.
 */
final class HttpConnection {

  private static final int MAX_HEAD = 8 * 1024;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final Function<HttpRequest, HttpAnswer> answers;
  private final long untilNanos;
  private final ByteArrayOutputStream head = new ByteArrayOutputStream();
  private Optional<ByteBuffer> answer = Optional.empty();

  HttpConnection(
      SocketChannel channel,
      SelectionKey key,
      Function<HttpRequest, HttpAnswer> answers,
      long untilNanos) {
    this.channel = channel;
    this.key = key;
    this.answers = answers;
    this.untilNanos = untilNanos;
  }

  boolean isOver(long nowNanos) {
    return nowNanos - untilNanos >= 0;
  }

  /** Reads and writes what is possible now. Returns false if the connection is done. */
  boolean proceed(ByteBuffer buffer) throws IOException {
    if (key.isReadable() && !read(buffer)) {
      return false;
    }
    return answer.isEmpty() || write(answer.get());
  }

  private boolean read(ByteBuffer buffer) throws IOException {
    int length = channel.read(buffer.clear());
    if (length < 0) {
      // The client has closed its side, but may still want its answer.
      key.interestOpsAnd(~SelectionKey.OP_READ);
      return answer.map(ByteBuffer::hasRemaining).orElse(false);
    }
    if (answer.isPresent()) {
      // Further data is read and dropped: to close with unread data would cut off the answer.
      return true;
    }
    byte[] taken = new byte[length];
    buffer.flip().get(taken);
    head.writeBytes(taken);
    String text = head.toString(StandardCharsets.ISO_8859_1);
    int end = text.indexOf(HttpRequest.END);
    if (end >= 0) {
      answer = Optional.of(answer(HttpRequest.parse(text.substring(0, end))));
    } else if (head.size() > MAX_HEAD) {
      answer = Optional.of(ByteBuffer.wrap(HttpAnswer.of(431, "too long").bytes(true)));
    }
    return true;
  }

  private ByteBuffer answer(Optional<HttpRequest> request) {
    if (request.isEmpty()) {
      return ByteBuffer.wrap(HttpAnswer.of(400, "no HTTP").bytes(true));
    }
    HttpAnswer made =
        request.get().isGetOrHead()
            ? answers.apply(request.get())
            : HttpAnswer.of(405, "only GET and HEAD");
    return ByteBuffer.wrap(made.bytes(!request.get().isHead()));
  }

  private boolean write(ByteBuffer rest) throws IOException {
    if (!rest.hasRemaining()) {
      return true;
    }
    channel.write(rest);
    if (rest.hasRemaining()) {
      key.interestOpsOr(SelectionKey.OP_WRITE);
      return true;
    }
    channel.shutdownOutput();
    key.interestOpsAnd(~SelectionKey.OP_WRITE);
    // Until the client closes its side too, or its time is over.
    return (key.interestOps() & SelectionKey.OP_READ) != 0;
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The connection is given up anyway.
      return;
    }
  }
}
