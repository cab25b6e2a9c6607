package io.beatcop.benchmarks.firings;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A distance in front of a server of this machine: each answer arrives later by so much. Requests
 * pass at once, since a client can't tell a delay of the answer from half of it each way. Answers
 * do not queue for each other: answers that were sent together arrive together.
 */
final class Delay {

  private static final int BUFFER = 65_536;
  private static final int BACKLOG = 200;

  private final ServerSocket listening;
  private final int target;
  private final long delayNanos;

  private Delay(ServerSocket listening, int target, Duration delay) {
    this.listening = listening;
    this.target = target;
    this.delayNanos = delay.toNanos();
  }

  /** Starts to listen, until this JVM ends. */
  static Delay before(int target, Duration delay) throws IOException {
    ServerSocket listening = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    Delay made = new Delay(listening, target, delay);
    start("accept", made::accept);
    return made;
  }

  /** The port of 127.0.0.1 on which it listens. */
  int port() {
    return listening.getLocalPort();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listening.accept();
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
      start("requests", () -> passRequests(client, server));
      start("answers", () -> hear(server, answers));
      start("late", () -> passLate(answers, client));
    }
  }

  private static void passRequests(Socket client, Socket server) throws IOException {
    try (server) {
      client.getInputStream().transferTo(server.getOutputStream());
    }
  }

  private void hear(Socket server, BlockingQueue<Answer> answers) throws IOException {
    try {
      InputStream in = server.getInputStream();
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        answers.add(new Answer(Arrays.copyOf(buffer, n), System.nanoTime() + delayNanos));
      }
    } finally {
      answers.add(Answer.LAST);
    }
  }

  private static void passLate(BlockingQueue<Answer> answers, Socket client)
      throws IOException, InterruptedException {
    try (client) {
      for (Answer next = answers.take(); next != Answer.LAST; next = answers.take()) {
        long waitNanos = next.dueNanos - System.nanoTime();
        while (waitNanos > 0) {
          LockSupport.parkNanos(waitNanos);
          waitNanos = next.dueNanos - System.nanoTime();
        }
        client.getOutputStream().write(next.bytes);
      }
    }
  }

  private static void start(String duty, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // One of the two hung up: the other one learns by the close.
              } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts a delay", e);
              }
            },
            "delay-" + duty);
    thread.setDaemon(true);
    thread.start();
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  /** Some bytes that the server sent, and when the client gets them. */
  private static final class Answer {

    static final Answer LAST = new Answer(new byte[0], 0);

    final byte[] bytes;
    final long dueNanos;

    Answer(byte[] bytes, long dueNanos) {
      this.bytes = bytes;
      this.dueNanos = dueNanos;
    }
  }
}
