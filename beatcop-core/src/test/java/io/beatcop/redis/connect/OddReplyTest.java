package io.beatcop.redis.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.redis.settings.RedisSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reply that no script gives is that of one lease, and shifts no reply of another (S7, M2). */
class OddReplyTest {

  private final ServerSocket door = door();

  private static ServerSocket door() {
    try {
      return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void close() throws IOException {
    door.close();
  }

  private RedisConnection connectionTo(List<String> replies) {
    Iterator<String> next = replies.iterator();
    Thread server = new Thread(() -> serve(next), "odd-server");
    server.setDaemon(true);
    server.start();
    Duration timeout = Duration.ofSeconds(2);
    RedisSettings redis = RedisSettings.parse("redis://127.0.0.1:" + door.getLocalPort());
    return new RedisConnection(redis, Route.of(redis, timeout), timeout);
  }

  private void serve(Iterator<String> replies) {
    while (!door.isClosed()) {
      try (Socket client = door.accept()) {
        OutputStream out = client.getOutputStream();
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          if (line.equals("PING")) {
            out.write("+PONG\r\n".getBytes(StandardCharsets.UTF_8));
          } else if (line.equals("EVALSHA")) {
            out.write(replies.next().getBytes(StandardCharsets.UTF_8));
          }
        }
      } catch (IOException e) {
        // The client has gone.
      }
    }
  }

  private static ScriptCall call(String lease) {
    return new ScriptCall(
        new Script("script", "return {}", "sha"), List.of(lease), List.of(), "granted", false);
  }

  private static String words(String... words) {
    StringBuilder reply = new StringBuilder("*" + words.length + "\r\n");
    Stream.of(words).forEach(word -> reply.append("$" + word.length() + "\r\n" + word + "\r\n"));
    return reply.toString();
  }

  private static String text(RedisReply reply) {
    return reply instanceof RedisReply.Fields fields ? fields.fields().toString() : "failure";
  }

  @ParameterizedTest
  @ValueSource(strings = {":5", "+QUEUED", "$-1", "*-1", "*0"})
  void theOthersAreAnsweredAndTheNextIsAnsweredByItsOwnReply(String odd) {
    try (RedisConnection connection =
        connectionTo(
            List.of(words("granted", "a"), odd + "\r\n", words("held", "c"), words("gone")))) {

      List<RedisReply> replies = connection.run(List.of(call("a"), call("b"), call("c")));
      RedisReply next = connection.run(call("d"));

      assertThat(replies.stream().map(OddReplyTest::text))
          .containsExactly("[granted, a]", "failure", "[held, c]");
      assertThat(text(next)).isEqualTo("[gone]");
    }
  }
}
