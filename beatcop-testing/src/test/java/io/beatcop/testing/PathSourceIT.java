package io.beatcop.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.core.ExecutableProvider;

class PathSourceIT {

  @TempDir private Path folder;

  @Test
  void aPathWithoutRedisServerHasNone() {
    assertThat(new PathSource(folder.toString()).isAvailable()).isFalse();
  }

  @Test
  void redisServerOnThePathIsFoundAndRuns() throws IOException {
    File binary = ExecutableProvider.newJarResourceProvider(folder.toFile()).get();
    Files.move(binary.toPath(), folder.resolve("redis-server"));
    PathSource source = new PathSource("/nowhere" + File.pathSeparator + folder);
    int port = FreePort.choose();

    RedisInstance redis = source.prepare(port, List.of());
    redis.launch();

    assertThat(source.isAvailable()).isTrue();
    assertThat(source.description()).matches("redis-server on the PATH \\(\\d+\\.\\d+\\.\\d+\\)");
    await().until(() -> RedisCommand.isAnswered(port, Duration.ofSeconds(1)));
    redis.discard();
    assertThat(redis.isRunning()).isFalse();
  }
}
