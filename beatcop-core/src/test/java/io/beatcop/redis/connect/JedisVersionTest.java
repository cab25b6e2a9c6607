package io.beatcop.redis.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Q-s: a Jedis that is too old is one sentence, not a thread that dies of a missing method. */
class JedisVersionTest {

  /** Our classes, on a Jedis as it was before some of its classes came. */
  private static final class OlderJedis extends ClassLoader {

    private final Set<String> missing;

    OlderJedis(String... missing) {
      super(JedisVersionTest.class.getClassLoader());
      this.missing = Set.of(missing);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (missing.contains(name)) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith("io.beatcop.")) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      String file = name.replace('.', '/') + ".class";
      try (InputStream bytes = JedisVersionTest.class.getResourceAsStream("/" + file)) {
        byte[] code = Objects.requireNonNull(bytes, name).readAllBytes();
        return defineClass(name, code, 0, code.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  @Test
  void thePresentOneIsFine() {
    assertThatCode(JedisVersion::check).doesNotThrowAnyException();
  }

  @Test
  void anOlderOneIsRefusedWithTheLeastVersion() {
    OlderJedis older =
        new OlderJedis(
            "redis.clients.jedis.ClientSetInfoConfig",
            "redis.clients.jedis.RedisProtocol",
            "redis.clients.jedis.JedisClientConfig");

    assertThatThrownBy(() -> refusal(older))
        .isInstanceOf(InvocationTargetException.class)
        .cause()
        .hasMessageMatching("jedis = .+: must be Jedis 6\\.0 or newer on the class path");
  }

  /** What every way to Redis asks first. */
  private static Object refusal(ClassLoader loader) throws ReflectiveOperationException {
    Class<?> lease = loader.loadClass("io.beatcop.lease.LeaseSettings");
    Class<?> redis = loader.loadClass("io.beatcop.redis.settings.RedisSettings");
    Object settings =
        lease
            .getMethod("of", String.class, Duration.class)
            .invoke(null, "nightly", Duration.ofSeconds(10));
    Object where = redis.getMethod("parse", String.class).invoke(null, "redis://127.0.0.1:1");
    return loader
        .loadClass("io.beatcop.redis.RedisStores")
        .getMethod("refusal", lease, redis)
        .invoke(null, settings, where);
  }

  @Test
  void noneAtAllIsRefusedToo() {
    OlderJedis none =
        new OlderJedis("redis.clients.jedis.ClientSetInfoConfig", "redis.clients.jedis.Jedis");

    assertThat(none).isNotNull();
    assertThatThrownBy(() -> JedisVersion.check(none)).hasMessageStartingWith("jedis = none: ");
  }
}
