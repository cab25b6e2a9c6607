package io.beatcop.cli;

import io.beatcop.cli.report.Json;
import io.beatcop.cli.report.SlotsReport;
import io.beatcop.cli.report.StatusReport;
import io.beatcop.cli.report.Terminal;
import io.beatcop.lease.VisibleText;
import io.beatcop.redis.GroupStatus;
import io.beatcop.redis.LeaseControl;
import io.beatcop.redis.LeaseStatus;
import io.beatcop.redis.connect.RedisUnavailableException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code beatcop status}: asks Redis who holds a lease or its slots, and who waits, and changes
 * nothing.
 */
@Command(
    name = "status",
    description = "Ask Redis who holds a lease, or its slots, and who waits. Changes nothing.",
    exitCodeList = {
      "0:somebody has it",
      "1:nobody has it",
      "2:something is overdue, whoever has it",
      "64:wrong usage",
      "68:Redis can't be reached",
      "78:a setting is wrong"
    })
final class StatusCommand extends LeaseCommand {

  private static final int OVERDUE = 2;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  @Option(names = "--json", description = "Print one line of JSON.")
  private boolean json;

  @Option(
      names = "--watch",
      description = "Go on until interrupted: in place on a terminal, else a line per change.")
  private boolean watch;

  @Override
  public Integer call() {
    try (LeaseControl control = connect()) {
      if (watch) {
        return watch(control);
      }
      Report report = report(control);
      lines(report).forEach(out()::println);
      return report.exitCode();
    }
  }

  private List<String> lines(Report report) {
    return json ? List.of(Json.of(report.facts())) : report.lines();
  }

  /** What there is to say of a lease, or of the slots that it has instead of a holder. */
  private record Report(List<String> lines, String line, Map<String, Object> facts, int exitCode) {}

  private Report report(LeaseControl control) {
    LeaseStatus status = control.status();
    Optional<GroupStatus> group = status.holder().isEmpty() ? control.group() : Optional.empty();
    if (group.isPresent()) {
      SlotsReport slots = new SlotsReport(name(), group.get());
      return new Report(slots.lines(), slots.line(), slots.facts(), slots.held() > 0 ? 0 : 1);
    }
    StatusReport lease = new StatusReport(name(), status, control.overdue(), Instant.now());
    int held = status.holder().isPresent() ? 0 : 1;
    return new Report(
        lease.lines(), lease.line(), lease.facts(), lease.overdue().isPresent() ? OVERDUE : held);
  }

  private int watch(LeaseControl control) {
    boolean inPlace = !json && Terminal.isStandardOutput();
    Terminal terminal = new Terminal(out(), inPlace);
    Runtime.getRuntime().addShutdownHook(new Thread(terminal::end, "beatcop-terminal"));
    terminal.begin();
    while (!Thread.currentThread().isInterrupted()) {
      terminal.show(watched(control, inPlace));
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return 0;
  }

  private List<String> watched(LeaseControl control, boolean inPlace) {
    try {
      Report report = report(control);
      return inPlace || json ? lines(report) : List.of(report.line());
    } catch (RedisUnavailableException e) {
      return json ? List.of() : List.of(VisibleText.of(name() + ": " + e.getMessage()));
    }
  }
}
