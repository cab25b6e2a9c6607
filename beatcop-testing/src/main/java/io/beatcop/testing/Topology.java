package io.beatcop.testing;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import redis.clients.jedis.exceptions.JedisException;

/** Servers that run together, from before the first test of a class until after the last. */
abstract sealed class Topology implements BeforeAllCallback, AfterAllCallback
    permits RedisSentinels, RedisCluster {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  abstract List<RedisServer> all();

  /** Starts what does not run, thaws what is frozen, and waits until all is as it should be. */
  public abstract void heal();

  final void startAll() {
    all().forEach(RedisServer::start);
  }

  static void until(String state, Callable<Boolean> condition) {
    patiently(state).until(condition);
  }

  /** Waits until there is one, and returns the one that was seen: a second look may see none. */
  static <T> T present(String what, Callable<Optional<T>> look) {
    return patiently(what).until(look, Optional::isPresent).orElseThrow();
  }

  private static ConditionFactory patiently(String what) {
    return await(what)
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsInstanceOf(JedisException.class)
        .atMost(PATIENCE);
  }

  /** A field of INFO, or of CLUSTER INFO. */
  static String field(RedisServer server, String name, String... command) {
    String text = server.command(command).orElseThrow().toString();
    return text.lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElse("");
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    heal();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    all().forEach(RedisServer::close);
  }
}
