package io.beatcop.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two nested classes, in whatever order: the end of the first must not be the server's. */
class NestedClassesIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  @BeforeAll
  static void remember() {
    redis.command("SET", "a", "b");
  }

  @Nested
  class One {
    @Test
    void findsTheServerOfTheOuterClass() {
      assertThat(redis.command("GET", "a")).hasValue("b");
    }
  }

  @Nested
  class Other {
    @Test
    void findsTheServerOfTheOuterClass() {
      assertThat(redis.command("GET", "a")).hasValue("b");
    }
  }
}
