package io.beatcop.examples.springboot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** An instance of the application: {@code java -jar} with an environment, and what it logs. */
record Instance(Process process, Path log) {

  private static final Pattern FIRED = Pattern.compile("fired (\\S+), token (\\d+)");

  /**
   * A line of the job's.
   *
   * @param time the scheduled time
   * @param token the fencing token
   */
  record Fire(String time, long token) {}

  static Instance start(Path log, Map<String, String> environment) {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx96m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-jar",
            Objects.requireNonNull(System.getProperty("example.jar"), "run by Maven"));
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    try {
      return new Instance(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Fire> fires() {
    return FIRED
        .matcher(output())
        .results()
        .map(line -> new Fire(line.group(1), Long.parseLong(line.group(2))))
        .toList();
  }
}
