package io.beatcop.redis.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A command that prints the password leaves nothing behind. */
class PasswordCommandTest {

  /** A thread of the JDK keeps the class loader of the application that was the first to use it. */
  @Test
  void noThreadOfTheJdkTimesTheCommand() {
    PasswordCommand command = new PasswordCommand("echo secret", Optional.empty());

    assertThat(command.now(Duration.ofSeconds(30)).password()).contains("secret");

    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("CompletableFutureDelayScheduler");
  }
}
