package io.beatcop.examples.quartz.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.beatcop.lease.SettingException;
import io.beatcop.redis.LeaseKeys;
import io.beatcop.redis.settings.RedisAddress.Tcp;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.redis.settings.RedisTopology.Single;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The lease as anyone with access to Redis sees it: a key whose value is the holder, {@code
 * host-pid-random}.
 */
final class LeaseKey {

  private static final Duration GLANCE = Duration.ofMillis(1);

  private final HostAndPort address;
  private final JedisClientConfig config;
  private final LeaseKeys keys;

  LeaseKey(RedisSettings redis, String name) {
    this.address = address(redis);
    DefaultJedisClientConfig.Builder builder =
        DefaultJedisClientConfig.builder()
            .serverDefaultProtocol()
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
            .database(redis.database());
    redis.login().user().ifPresent(builder::user);
    redis.login().password().ifPresent(builder::password);
    if (redis.tls().isPresent()) {
      builder.sslOptions(SslOptions.defaults());
    }
    this.config = builder.build();
    this.keys = LeaseKeys.of(name, redis.database());
  }

  private static HostAndPort address(RedisSettings redis) {
    if (redis.topology() instanceof Single single && single.address() instanceof Tcp tcp) {
      return new HostAndPort(tcp.host(), tcp.port());
    }
    throw new SettingException("redis", redis, "the demo needs one server, redis://host:port");
  }

  /** Why Redis can't be used, in its own words, or empty if it answers. */
  Optional<String> trouble() {
    try (Connection redis = connect()) {
      redis.ping();
      return Optional.empty();
    } catch (JedisException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return Optional.of(String.valueOf(cause.getMessage()));
    }
  }

  Optional<String> holder() {
    return ask(redis -> get(redis, keys.lease()));
  }

  /**
   * Whether nobody has the lease, and no release is on record: on first use, or when the last
   * holder died, or Redis lost its memory.
   */
  boolean isGoneWithoutRelease() {
    return ask(
        redis ->
            get(redis, keys.lease()).isEmpty()
                && get(redis, keys.term()).filter("released"::equals).isEmpty());
  }

  /** Whether the holder is a process of this machine with that id. */
  static boolean isHolder(String holder, long pid) {
    return holder.contains("-" + pid + "-");
  }

  /**
   * Watches the key pass from its holder to the next. The gap begins with the last look at the old
   * holder, so that it is rather too long than too short, by the millisecond between two looks.
   *
   * @param stopHolder makes the holder let go; called when the watch has begun
   * @param patience how long to wait for the next holder
   * @return empty if nobody took the lease in time
   */
  Optional<Passage> watch(Runnable stopHolder, Duration patience) {
    return ask(redis -> watch(redis, stopHolder, patience));
  }

  private Optional<Passage> watch(Connection redis, Runnable stopHolder, Duration patience) {
    Optional<String> from = get(redis, keys.lease());
    stopHolder.run();
    long startNanos = System.nanoTime();
    long lastSeenNanos = startNanos;
    while (System.nanoTime() - startNanos < patience.toNanos()) {
      Optional<String> holder = get(redis, keys.lease());
      long nowNanos = System.nanoTime();
      if (holder.isPresent() && !holder.equals(from)) {
        Duration gap = Duration.ofNanos(nowNanos - lastSeenNanos);
        return Optional.of(new Passage(holder.get(), Instant.now().minus(gap), gap));
      }
      if (holder.isPresent()) {
        lastSeenNanos = nowNanos;
      }
      Pause.of(GLANCE);
    }
    return Optional.empty();
  }

  /**
   * The lease went from one holder to another.
   *
   * @param to the new holder
   * @param at when the old holder was last seen
   * @param gap how long nobody had it
   */
  record Passage(String to, Instant at, Duration gap) {}

  private <T> T ask(Function<Connection, T> question) {
    try (Connection redis = connect()) {
      return question.apply(redis);
    } catch (JedisException e) {
      throw new DemoException("Redis does not answer any more", e);
    }
  }

  private Connection connect() {
    return new Connection(address, config);
  }

  private static Optional<String> get(Connection redis, String key) {
    Object reply = redis.executeCommand(new CommandArguments(Command.GET).key(key));
    return reply instanceof byte[] value ? Optional.of(new String(value, UTF_8)) : Optional.empty();
  }
}
