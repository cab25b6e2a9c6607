package io.beatcop.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the distribution's {@code bin/beatcop} as a process of its own. */
final class BeatcopProcess {

  private static final Path DISTRIBUTION = Path.of("target", "beatcop");

  private BeatcopProcess() {}

  /** Runs it to its end. */
  static Beatcop run(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(program().toString()));
    command.addAll(List.of(arguments));
    return run(environment, command);
  }

  /** Runs what runs it, to its end. */
  static Beatcop run(Map<String, String> environment, List<String> command) throws Exception {
    Path out = Files.createTempFile("beatcop", ".out");
    Path err = Files.createTempFile("beatcop", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    // The program of that name executes its arguments: enough where no child is started.
    builder.environment().put("BEATCOP_GUARD", "/usr/bin/env");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("beatcop does not end: " + Files.readString(err));
      }
      return new Beatcop(process.exitValue(), read(out), read(err));
    } finally {
      process.destroyForcibly();
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  static Path program() throws IOException {
    try (Stream<Path> versions = Files.list(DISTRIBUTION)) {
      return versions
          .map(version -> version.resolve("bin").resolve("beatcop"))
          .filter(Files::isExecutable)
          .findFirst()
          .orElseThrow()
          .toAbsolutePath();
    }
  }
}
