package io.beatcop.cli;

import io.beatcop.lease.Lease;
import io.beatcop.process.Guard;
import io.beatcop.process.OnLost;
import io.beatcop.process.Restart;
import io.beatcop.process.Supervisor;
import io.beatcop.process.SupervisorListener;
import io.beatcop.process.SupervisorSettings;
import io.beatcop.redis.RedisLease;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code beatcop run}: runs a command on exactly one node. */
@Command(name = "run", description = "Run a command on exactly one node.")
final class RunCommand implements Callable<Integer> {

  @Option(names = "--redis", defaultValue = "${env:BEATCOP_REDIS:-redis://localhost:6379/0}")
  private String redis = "";

  @Option(names = "--lease", required = true)
  private String lease = "";

  @Option(names = "--ttl-millis", defaultValue = "10000")
  private long ttlMillis;

  @Option(names = "--stop-grace-millis", defaultValue = "2000")
  private long stopGraceMillis;

  @Parameters(arity = "1..*")
  private List<String> command = List.of();

  RunCommand() {}

  @Override
  public Integer call() {
    SupervisorSettings settings =
        new SupervisorSettings(
            command,
            Duration.ofMillis(stopGraceMillis),
            Restart.NEVER,
            OnLost.WAIT,
            Optional.empty());
    Lease held = RedisLease.builder(lease).redis(redis).ttl(Duration.ofMillis(ttlMillis)).build();
    return new Supervisor(settings, held, Guard.attached(), new SupervisorListener() {}).run();
  }
}
