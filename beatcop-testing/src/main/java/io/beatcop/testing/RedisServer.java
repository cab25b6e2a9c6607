package io.beatcop.testing;

import static org.awaitility.Awaitility.await;

import io.beatcop.testing.RedisInstance.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Redis server for tests, which can be stopped, killed, frozen and robbed of its memory.
 *
 * <p>It comes from Testcontainers where a Docker engine answers and has the image, else from the
 * {@code redis-server} on the PATH, else from the one inside embedded-redis. The system property
 * {@code beatcop.test.redis} = docker, path or embedded forces one; {@code
 * beatcop.test.redis.image} names the image. It listens on 127.0.0.1 only, on one port for as long
 * as it lives, and writes everything to an append-only file at once.
 *
 * <p>Registered with JUnit as a static extension it runs from before the first test of a class
 * until after the last; without JUnit, {@link #start} and {@link #close} do the same. Each method
 * returns when its work is done. Any thread may call. It ends with its JVM, unless that is killed.
 */
public final class RedisServer implements BeforeAllCallback, AfterAllCallback, AutoCloseable {

  static final String HOST = "127.0.0.1";

  private static final Logger log = LoggerFactory.getLogger(RedisServer.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Set<RedisInstance> OPEN = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> OPEN.forEach(RedisInstance::discard), "beatcop-redis-end"));
  }

  private final int port;
  private final List<String> arguments;
  private final Supplier<RedisSource> place;
  private Optional<RedisInstance> instance = Optional.empty();
  private boolean frozen;
  private int classes;

  private RedisServer(int port, List<String> arguments, Supplier<RedisSource> place) {
    this.port = port;
    this.arguments = arguments;
    this.place = place;
  }

  /** One of several that reach each other, with no arguments but these. */
  static RedisServer ofSeveral(int port, List<String> arguments) {
    return new RedisServer(port, List.copyOf(arguments), SourceChoice::local);
  }

  /** A server with nothing but the settings that every server for tests has. */
  public static RedisServer forTests() {
    return withArguments();
  }

  /**
   * A server with further arguments, such as {@code "--maxmemory", "3mb"}; they win over its own.
   *
   * @param further arguments as on the command line of {@code redis-server}
   */
  public static RedisServer withArguments(String... further) {
    return new RedisServer(FreePort.choose(), arguments(further), SourceChoice::get);
  }

  /**
   * The same, never in a container: other servers reach it by its port, and it sees the files of
   * this machine.
   *
   * @param further arguments as on the command line of {@code redis-server}
   */
  public static RedisServer local(String... further) {
    return ofSeveral(FreePort.choose(), arguments(further));
  }

  private static List<String> arguments(String... further) {
    List<String> arguments = new ArrayList<>(List.of("--save", ""));
    arguments.addAll(List.of("--appendonly", "yes", "--appendfsync", "always"));
    arguments.addAll(List.of(further));
    return List.copyOf(arguments);
  }

  /** Always 127.0.0.1. */
  public String host() {
    return HOST;
  }

  /** The port, known before the first start and the same after each. */
  public int port() {
    return port;
  }

  /** Such as {@code redis://127.0.0.1:23456}. */
  public String uri() {
    return "redis://" + HOST + ":" + port;
  }

  /** The origin of the server, in words, such as {@code redis-server on the PATH (7.0.15)}. */
  public String source() {
    return place.get().description();
  }

  /**
   * Makes it run and answer, whatever it did before: starts it if it is stopped, thaws it if it is
   * frozen.
   */
  public synchronized void start() {
    RedisInstance redis = instance.orElseGet(this::open);
    if (redis.isRunning()) {
      thaw();
      return;
    }
    frozen = false;
    redis.launch();
    until("answers", () -> !redis.isRunning() || answersWithin(Duration.ofSeconds(1)));
    if (!redis.isRunning()) {
      String output = redis.output();
      close();
      throw new IllegalStateException("Redis ended as soon as it began: " + output);
    }
  }

  /** Stops it as an operator would, thawed if need be. Its data is kept. */
  public synchronized void stop() {
    end(Signal.TERM);
  }

  /** Kills it with KILL, frozen or not. It keeps the writes that it had acknowledged. */
  public synchronized void kill() {
    end(Signal.KILL);
  }

  /** Stops and starts it. Its data is kept. */
  public synchronized void restart() {
    stop();
    start();
  }

  /** Kills it and starts it without the data it had: Redis has lost its memory. */
  public synchronized void restartEmpty() {
    kill();
    instance.ifPresent(RedisInstance::wipe);
    start();
  }

  /** Freezes it: its connections stay open, new ones are accepted, nothing is answered. */
  public synchronized void freeze() {
    RedisInstance redis =
        instance
            .filter(RedisInstance::isRunning)
            .orElseThrow(() -> new IllegalStateException(uri() + " does not run: start it first"));
    redis.signal(Signal.STOP);
    frozen = true;
  }

  /** Lets it run on where it was frozen, and answer all that came in since. */
  public synchronized void thaw() {
    if (frozen) {
      instance.orElseThrow().signal(Signal.CONT);
      frozen = false;
    }
  }

  /**
   * Sends one command over a connection of its own.
   *
   * @return the reply: a String (UTF-8), a Long or a List of replies; empty for nil, on its own and
   *     as an element
   * @throws redis.clients.jedis.exceptions.JedisDataException when Redis replies with an error
   * @throws redis.clients.jedis.exceptions.JedisConnectionException when it does not reply in 20 s
   */
  public Optional<Object> command(String... words) {
    return RedisCommand.send(port, PATIENCE, words);
  }

  /** Whether it answers a PING in time, be it with an error; one that still loads does not. */
  public boolean answersWithin(Duration limit) {
    return RedisCommand.isAnswered(port, limit);
  }

  /** Ends it and deletes its data. */
  @Override
  public synchronized void close() {
    instance.ifPresent(RedisInstance::discard);
    instance.ifPresent(OPEN::remove);
    instance = Optional.empty();
    frozen = false;
  }

  // JUnit calls these two for each nested class as well: the server ends with the outermost.

  @Override
  public synchronized void beforeAll(ExtensionContext context) {
    classes++;
    start();
  }

  @Override
  public synchronized void afterAll(ExtensionContext context) {
    classes--;
    if (classes == 0) {
      close();
    }
  }

  private void end(Signal signal) {
    Optional<RedisInstance> running = instance.filter(RedisInstance::isRunning);
    running.ifPresent(redis -> redis.signal(signal));
    // A frozen process dies of KILL at once, of TERM not before it is thawed.
    if (signal != Signal.KILL) {
      thaw();
    }
    frozen = false;
    running.ifPresent(redis -> until("has ended", () -> !redis.isRunning()));
  }

  private void until(String state, Callable<Boolean> condition) {
    await(uri() + " " + state)
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .atMost(PATIENCE)
        .until(condition);
  }

  private RedisInstance open() {
    log.info("Redis for tests: {}, port {}", source(), port);
    RedisInstance opened = place.get().prepare(port, arguments);
    OPEN.add(opened);
    instance = Optional.of(opened);
    return opened;
  }
}
