package io.beatcop.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.error.OsArchitectureNotFound;
import redis.embedded.error.UnknownOSName;
import redis.embedded.model.OsArchitecture;

/** The {@code redis-server} binary that the embedded-redis artifact carries. */
final class EmbeddedSource implements RedisSource {

  @Override
  public String name() {
    return "embedded";
  }

  @Override
  public String needs() {
    return "a system that embedded-redis has a binary for";
  }

  @Override
  public boolean isAvailable() {
    return resource().isPresent();
  }

  @Override
  public String description() {
    String version = resource().orElseThrow().replaceFirst("\\D*([\\d.]+).*", "$1");
    return "redis-server inside embedded-redis (" + version + ")";
  }

  // The library could start it too, but keeps the process to itself: no signal would reach it.
  @Override
  public RedisInstance prepare(int port, List<String> arguments) {
    Path folder = RedisProcess.newFolder();
    try {
      Path binary = ExecutableProvider.newJarResourceProvider(folder.toFile()).get().toPath();
      return new RedisProcess(folder, binary, port, arguments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> resource() {
    try {
      return Optional.ofNullable(
          ExecutableProvider.newProvidedVersionsMap()
              .get(OsArchitecture.detectOSandArchitecture()));
    } catch (OsArchitectureNotFound | UnknownOSName e) {
      // A system that the library has never heard of is one that it has no binary for.
      return Optional.empty();
    }
  }
}
