package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.redis.RedisLease;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.pool2.ObjectPool;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.Scheduler;
import org.slf4j.Logger;
import redis.clients.authentication.core.Token;
import redis.clients.jedis.Jedis;

/**
 * An application of its own on the module path, compiled and run against the jars as they are
 * built: it fails if the name of a module or a type of the API is no longer there.
 */
@Slow
class ModulePathIT {

  private static final Path SOURCES = Path.of("src", "test", "consumer");

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  @TempDir private Path folder;

  @BeforeEach
  void aRedis() {
    redis.start();
  }

  @Test
  void anApplicationWithModulesTakesALeaseAndFiresAJob() throws Exception {
    Path classes = folder.resolve("classes");
    run(
        "javac",
        "-Werror",
        "-p",
        modulePath(),
        "-d",
        classes.toString(),
        SOURCES.resolve("module-info.java").toString(),
        SOURCES.resolve("consumer/Main.java").toString());

    String printed =
        run(
            "java",
            "-p",
            modulePath() + File.pathSeparator + classes,
            "-m",
            "consumer/consumer.Main",
            redis.uri());

    assertThat(printed.lines())
        .endsWith("module consumer", "module io.beatcop.core", "module io.beatcop.quartz");
  }

  /** Each jar that the application needs, by a class of it. */
  private static String modulePath() {
    return Stream.of(
            RedisLease.class,
            BeatCopPlugin.class,
            Scheduler.class,
            Jedis.class,
            Token.class,
            ObjectPool.class,
            Logger.class,
            NullMarked.class)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private String run(String program, String... arguments) throws Exception {
    List<String> command =
        Stream.concat(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", program).toString()),
                Stream.of(arguments))
            .toList();
    Path output = folder.resolve(program);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean isOver = process.waitFor(60, TimeUnit.SECONDS);
      String printed = Files.readString(output);
      assertThat(isOver).as(printed).isTrue();
      assertThat(process.exitValue()).as(printed).isZero();
      return printed;
    } finally {
      process.destroyForcibly();
    }
  }
}
