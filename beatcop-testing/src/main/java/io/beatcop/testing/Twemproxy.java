package io.beatcop.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A twemproxy before two servers, from before the first test of a class until after the last. Those
 * tests are left out, and say so, if {@code nutcracker} is not installed.
 */
public final class Twemproxy implements BeforeAllCallback, AfterAllCallback {

  private static final String PROGRAM = "nutcracker";

  private final List<RedisServer> servers = List.of(RedisServer.local(), RedisServer.local());
  private final int port = FreePort.choose();
  private Optional<Process> process = Optional.empty();

  private final boolean ejecting;

  private Twemproxy(boolean ejecting) {
    this.ejecting = ejecting;
  }

  /** A proxy that never takes a server out, which is the only safe way. */
  public static Twemproxy forTests() {
    return new Twemproxy(false);
  }

  /** A proxy that takes a server out for five seconds when a request to it has failed. */
  public static Twemproxy ejecting() {
    return new Twemproxy(true);
  }

  /** Such as {@code redis://127.0.0.1:22121}. */
  public String uri() {
    return "redis://" + RedisServer.HOST + ":" + port;
  }

  /** The two servers behind it. */
  public List<RedisServer> servers() {
    return servers;
  }

  /** The server that has a key. */
  public RedisServer serverOf(String key) {
    return servers.stream()
        .filter(server -> server.command("EXISTS", key).equals(Optional.of(1L)))
        .findFirst()
        .orElseThrow();
  }

  private static Optional<Path> program() {
    String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin";
    return Stream.of(path.split(File.pathSeparator))
        .map(folder -> Path.of(folder, PROGRAM))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    Optional<Path> program = program();
    Assumptions.assumeTrue(
        program.isPresent(), "left out: " + PROGRAM + " (twemproxy) is not installed");
    servers.forEach(RedisServer::start);
    try {
      Path settings = Files.createTempFile("beatcop-twemproxy-", ".yml");
      settings.toFile().deleteOnExit();
      Files.writeString(settings, settings());
      Process started =
          new ProcessBuilder(
                  program.orElseThrow().toString(),
                  "-c",
                  settings.toString(),
                  "-s",
                  Integer.toString(FreePort.choose()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      process = Optional.of(started);
      Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Topology.until(
        "twemproxy answers", () -> RedisCommand.isAnswered(port, Duration.ofMillis(500)));
  }

  private String settings() {
    // As docs/redis.md recommends, and what a proxy needs beside.
    return """
           pool:
             redis: true
             hash_tag: "{}"
             auto_eject_hosts: false
             timeout: 400
           """
            .replace("hosts: false", "hosts: " + ejecting)
        + """
            listen: %s:%d
            hash: fnv1a_64
            distribution: ketama
            server_retry_timeout: 5000
            server_failure_limit: 1
            servers:
          """
            .formatted(RedisServer.HOST, port)
        + servers.stream()
            .map(server -> "   - %s:%d:1%n".formatted(RedisServer.HOST, server.port()))
            .collect(Collectors.joining());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    process.ifPresent(running -> running.destroyForcibly().onExit().join());
    servers.forEach(RedisServer::close);
  }
}
