package io.beatcop.examples.quartz.demo;

import io.beatcop.redis.settings.RedisSettings;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/** The redis-server that comes with the demo, as a child process on a free port of loopback. */
final class RedisChild implements AutoCloseable {

  // A JVM that is killed can't stop its children. So a shell stands between: it reads a pipe from
  // the JVM, and when that ends, however it ends, so does Redis. Ctrl-C reaches the shell as well,
  // which must not end before its child.
  private static final String WATCHER =
      """
      trap '' INT TERM HUP
      "$0" "$@" </dev/null &
      cat
      kill -9 "$!"
      wait
      """;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Process watcher;
  private final String uri;

  private RedisChild(Process watcher, String uri) {
    this.watcher = watcher;
    this.uri = uri;
  }

  /** Starts Redis, and returns when it answers. */
  static RedisChild start(Path logs) {
    Path log = logs.resolve("redis.log");
    try {
      Path folder = Files.createTempDirectory(logs, "redis-");
      File server = ExecutableProvider.newJarResourceProvider(folder.toFile()).get();
      // In case that Ctrl-C comes before they are deleted below; the last one registered goes
      // first.
      folder.toFile().deleteOnExit();
      server.deleteOnExit();
      int port = freePort();
      Process watcher =
          new ProcessBuilder(command(server, port))
              .redirectErrorStream(true)
              .redirectOutput(Redirect.to(log.toFile()))
              .start();
      RedisChild redis = new RedisChild(watcher, "redis://127.0.0.1:" + port);
      redis.awaitAnswer(log);
      // It runs, and needs its file no more.
      Files.delete(server.toPath());
      Files.delete(folder);
      return redis;
    } catch (IOException e) {
      throw new DemoException("the demo's own Redis does not start", e);
    }
  }

  String uri() {
    return uri;
  }

  private static List<String> command(File server, int port) {
    return List.of(
        "sh",
        "-c",
        WATCHER,
        server.getAbsolutePath(),
        "--bind",
        "127.0.0.1",
        "--port",
        Integer.toString(port),
        "--save",
        "",
        "--appendonly",
        "no");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitAnswer(Path log) {
    Instant patienceEnds = Instant.now().plus(PATIENCE);
    LeaseKey key = new LeaseKey(RedisSettings.parse(uri), "none");
    while (key.trouble().isPresent()) {
      if (Instant.now().isAfter(patienceEnds)) {
        close();
        throw new DemoException(
            DemoException.UNAVAILABLE,
            "the demo's own Redis does not run here (see " + log + "): use yours with --redis URL");
      }
      Pause.of(Duration.ofMillis(20));
    }
  }

  @Override
  public void close() {
    try {
      watcher.getOutputStream().close();
      watcher.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException e) {
      // The pipe is gone, and that is what the watcher waits for.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
