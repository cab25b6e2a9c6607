package io.beatcop.redis.connect;

import io.beatcop.lease.SettingException;
import java.util.Optional;

/** Checks that the Jedis on the class path is new enough (Q-s). */
public final class JedisVersion {

  private static final String LEAST = "6.0";

  /** The newest class of those used here; it came with Jedis 5.1. */
  private static final String NEWEST_CLASS = "redis.clients.jedis.ClientSetInfoConfig";

  private JedisVersion() {}

  /**
   * Call this before a class that uses Jedis is loaded.
   *
   * @throws SettingException if there is none, or it is too old
   */
  public static void check() {
    check(JedisVersion.class.getClassLoader());
  }

  static void check(ClassLoader loader) {
    if (load(NEWEST_CLASS, loader).isEmpty()) {
      throw new SettingException(
          "jedis",
          load("redis.clients.jedis.Jedis", loader).map(JedisVersion::version).orElse("none"),
          "must be Jedis " + LEAST + " or newer on the class path");
    }
  }

  private static Optional<Class<?>> load(String name, ClassLoader loader) {
    try {
      return Optional.of(Class.forName(name, false, loader));
    } catch (ClassNotFoundException | LinkageError e) {
      return Optional.empty();
    }
  }

  private static String version(Class<?> jedis) {
    Package origin = jedis.getPackage();
    String version = origin == null ? null : origin.getImplementationVersion();
    return version == null ? "an older one" : version;
  }
}
