package io.beatcop.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The {@code redis-server} that is installed on this machine. */
final class PathSource implements RedisSource {

  private final String path;

  /**
   * Searches these folders.
   *
   * @param path folders, separated as in the environment variable {@code PATH}
   */
  PathSource(String path) {
    this.path = path;
  }

  @Override
  public String name() {
    return "path";
  }

  @Override
  public String needs() {
    return "a redis-server on the PATH";
  }

  @Override
  public boolean isAvailable() {
    return binary().isPresent();
  }

  @Override
  public String description() {
    return "redis-server on the PATH (" + RedisProcess.version(binary().orElseThrow()) + ")";
  }

  @Override
  public RedisInstance prepare(int port, List<String> arguments) {
    return new RedisProcess(RedisProcess.newFolder(), binary().orElseThrow(), port, arguments);
  }

  private Optional<Path> binary() {
    return Stream.of(path.split(File.pathSeparator))
        .map(folder -> Path.of(folder, "redis-server"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
