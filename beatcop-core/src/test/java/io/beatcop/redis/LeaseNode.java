package io.beatcop.redis;

import io.beatcop.lease.Grant;
import io.beatcop.lease.Lease;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A node of a cluster, as a process of its own: while it holds the lease it writes «nanos name
 * token» into a file, about every millisecond.
 *
 * <p>It ends with its standard input, so that it can't outlive the test; a line on it says {@code
 * stop} or {@code step-down}.
 */
final class LeaseNode {

  private LeaseNode() {}

  public static void main(String[] arguments) throws IOException {
    String name = arguments[0];
    Path file = Path.of(arguments[1]);
    Duration ttl = Duration.ofMillis(Long.parseLong(arguments[4]));
    Lease lease = lease(arguments[2], name, arguments[3], ttl);
    Thread ticker = new Thread(() -> tick(lease, name, file), "ticker");
    ticker.setDaemon(true);
    ticker.start();
    lease.campaign();
    obey(lease);
  }

  /** On one Redis, or on a quorum of several whose URIs stand in a list with commas. */
  private static Lease lease(String lease, String holder, String redis, Duration ttl) {
    return redis.contains(",")
        ? QuorumLease.of(lease, holder, redis, ttl)
        : RedisLease.builder(lease).redis(redis).ttl(ttl).holder(holder).build();
  }

  private static void tick(Lease lease, String name, Path file) {
    try (var out =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (true) {
        // The time from before the question: a pause after it must not make the tick look late.
        long nanos = System.nanoTime();
        Optional<Grant> grant = lease.grant();
        if (grant.isPresent()) {
          String line = nanos + " " + name + " " + grant.get().token() + "\n";
          out.write(line.getBytes(StandardCharsets.UTF_8));
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void obey(Lease lease) throws IOException {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      if (line.equals("step-down")) {
        lease.stepDown();
      } else {
        lease.close();
        return;
      }
    }
  }
}
