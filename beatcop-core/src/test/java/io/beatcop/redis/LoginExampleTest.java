package io.beatcop.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.lease.Lease;
import io.beatcop.redis.settings.RedisLogin;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The example in docs/redis.md for a login that signs a token. */
class LoginExampleTest {

  /** What a cloud's client library has. */
  private interface Signer {
    String token();
  }

  @Test
  void nothingIsSignedBeforeAConnectionIsMade() {
    Signer signer =
        () -> {
          throw new AssertionError("nobody has connected");
        };

    Lease lease =
        RedisLease.builder("nightly")
            .redis("rediss://redis.internal:6379")
            .login(() -> new RedisLogin(Optional.of("app"), Optional.of(signer.token())))
            .build();

    assertThat(lease.isAlive()).isTrue();
    lease.close();
  }
}
