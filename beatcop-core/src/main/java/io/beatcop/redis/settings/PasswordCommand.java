package io.beatcop.redis.settings;

import io.beatcop.lease.SettingException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * A line for {@code /bin/sh} that prints the password. It runs for each connection, and prints the
 * same as a {@link PasswordFile} has in it.
 *
 * <p>A command that takes longer than a connection may goes on, and the next attempt takes its
 * output. So a slow command works too, and no two run at a time.
 */
final class PasswordCommand implements LoginSource {

  private static final int LONGEST = 64 * 1024;
  private static final long PATIENCE_SECONDS = 60;

  private final String line;
  private final Optional<String> user;
  private Optional<CompletableFuture<RedisLogin>> underWay = Optional.empty();

  PasswordCommand(String line, Optional<String> user) {
    this.line = line;
    this.user = user;
  }

  @Override
  public RedisLogin now(Duration atMost) {
    CompletableFuture<RedisLogin> answer = begun();
    try {
      return answer.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new JedisConnectionException("the password command has not printed a password in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JedisConnectionException("interrupted while the password command ran", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SettingException wrong) {
        throw wrong;
      }
      throw new JedisConnectionException("the password command failed", e);
    } finally {
      if (answer.isDone()) {
        over(answer);
      }
    }
  }

  private synchronized CompletableFuture<RedisLogin> begun() {
    if (underWay.isEmpty()) {
      CompletableFuture<RedisLogin> answer = new CompletableFuture<>();
      begin(answer);
      underWay = Optional.of(answer);
    }
    return underWay.get();
  }

  private synchronized void over(CompletableFuture<RedisLogin> answer) {
    underWay = underWay.filter(other -> other != answer);
  }

  private void begin(CompletableFuture<RedisLogin> answer) {
    start(
        () -> {
          try {
            answer.complete(run());
          } catch (IOException e) {
            answer.completeExceptionally(wrong("can't be run: " + e.getMessage()));
          } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
          }
        });
  }

  /** Each thread ends with the command. One of the JDK's would outlive this class. */
  private static void start(Runnable duty) {
    Thread thread = new Thread(duty, "beatcop-password");
    thread.setDaemon(true);
    thread.start();
  }

  private static void limit(Process process) {
    try {
      if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      // Nobody waits any more: the command has to end now.
    }
    process.destroyForcibly();
  }

  private RedisLogin run() throws IOException {
    Process process =
        new ProcessBuilder("/bin/sh", "-c", line)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    // A command that hangs is killed, which closes its pipe, so the reading below ends too.
    start(() -> limit(process));
    byte[] printed;
    try (InputStream output = process.getInputStream()) {
      printed = output.readNBytes(LONGEST);
    }
    int code = process.onExit().join().exitValue();
    if (code != 0) {
      throw wrong("must print the password, and has ended with " + code);
    }
    return PasswordFile.login(new String(printed, StandardCharsets.UTF_8), user)
        .orElseThrow(() -> wrong("must print the password, and has printed nothing"));
  }

  /** The line itself may have a secret in it. */
  private static SettingException wrong(String expected) {
    return new SettingException("passwordcommand", "***", expected);
  }

  /** Never shows the line. */
  @Override
  public String toString() {
    return "a command";
  }
}
