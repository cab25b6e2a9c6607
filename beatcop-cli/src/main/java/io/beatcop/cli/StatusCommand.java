package io.beatcop.cli;

import io.beatcop.cli.report.ExitCode;
import io.beatcop.cli.report.Json;
import io.beatcop.cli.report.StatusReport;
import io.beatcop.cli.report.Terminal;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.VisibleText;
import io.beatcop.redis.LeaseControl;
import io.beatcop.redis.connect.RedisUnavailableException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code beatcop status}: asks Redis who holds a lease and who waits, and changes nothing. */
@Command(
    name = "status",
    description = "Ask Redis who holds a lease and who waits. Changes nothing.",
    exitCodeOnInvalidInput = ExitCode.USAGE,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:somebody has it",
      "1:nobody has it",
      "64:wrong usage",
      "68:Redis can't be reached",
      "78:a setting is wrong"
    })
final class StatusCommand implements Callable<Integer> {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private RedisOptions redis = new RedisOptions();
  @Mixin private LeaseOptions lease = new LeaseOptions();

  @Option(names = "--json", description = "Print one line of JSON.")
  private boolean json;

  @Option(
      names = "--watch",
      description = "Go on until interrupted: in place on a terminal, else a line per change.")
  private boolean watch;

  StatusCommand() {}

  @Override
  public Integer call() {
    LeaseSettings settings = lease.settings(redis);
    try (LeaseControl control = new LeaseControl(settings, redis.redis())) {
      if (watch) {
        return watch(control, settings.name());
      }
      StatusReport report = report(control, settings.name());
      lines(report).forEach(spec.commandLine().getOut()::println);
      return report.status().holder().isPresent() ? 0 : 1;
    }
  }

  private List<String> lines(StatusReport report) {
    return json ? List.of(Json.of(report.facts())) : report.lines();
  }

  private static StatusReport report(LeaseControl control, String name) {
    return new StatusReport(name, control.status(), Instant.now());
  }

  private int watch(LeaseControl control, String name) {
    PrintWriter out = spec.commandLine().getOut();
    boolean inPlace = !json && Terminal.isStandardOutput();
    Terminal terminal = new Terminal(out, inPlace);
    Runtime.getRuntime().addShutdownHook(new Thread(terminal::end, "beatcop-terminal"));
    terminal.begin();
    while (!Thread.currentThread().isInterrupted()) {
      terminal.show(watched(control, name, inPlace));
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return 0;
  }

  private List<String> watched(LeaseControl control, String name, boolean inPlace) {
    try {
      StatusReport report = report(control, name);
      return inPlace || json ? lines(report) : List.of(report.line());
    } catch (RedisUnavailableException e) {
      return json ? List.of() : List.of(VisibleText.of(name + ": " + e.getMessage()));
    }
  }
}
