package io.beatcop.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * An example as its users run it: {@code java -jar} with an environment, and what it logs.
 *
 * @param log has its standard output and its errors
 */
public record ApplicationProcess(Process process, Path log) implements AutoCloseable {

  /** Names the jar of the example; its build sets it. */
  private static final String JAR = "example.jar";

  /** Starts it, and does not wait for anything. */
  public static ApplicationProcess start(Path log, Map<String, String> environment) {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx96m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-jar",
            Objects.requireNonNull(System.getProperty(JAR), "run by Maven"));
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    try {
      return new ApplicationProcess(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that it has logged so far. */
  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where its log matches. */
  public List<MatchResult> logged(Pattern pattern) {
    return pattern.matcher(output()).results().toList();
  }

  /** Kills it. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
