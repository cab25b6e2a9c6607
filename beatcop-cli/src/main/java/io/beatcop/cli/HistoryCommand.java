package io.beatcop.cli;

import io.beatcop.cli.report.HistoryReport;
import io.beatcop.cli.report.Json;
import io.beatcop.lease.SettingException;
import io.beatcop.lease.VisibleText;
import io.beatcop.redis.LeaseControl;
import io.beatcop.redis.LeaseHistory;
import java.io.PrintWriter;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code beatcop history}: shows who held a lease when, and how long nobody did. */
@Command(
    name = "history",
    description = {
      "Tell who held a lease when, and for how long nobody did. Changes nothing.",
      "The nodes' clocks give the times, and the tokens give the order."
    },
    exitCodeList = {
      "0:there is a history",
      "1:there is none",
      "64:wrong usage",
      "68:Redis can't be reached",
      "78:a setting is wrong"
    })
final class HistoryCommand extends LeaseCommand {

  private static final int CELLS = 60;

  @Option(names = "--json", description = "Print one line of JSON.")
  private boolean json;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description =
          "How many of the latest terms (default: ${DEFAULT-VALUE}; Redis keeps some 100).",
      defaultValue = "20")
  private int limit;

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new SettingException("--limit", limit, "must be at least 1");
    }
    LeaseHistory history;
    try (LeaseControl control = connect()) {
      history = control.history();
    }
    HistoryReport report = HistoryReport.of(name(), history, limit);
    print(report, out());
    return report.terms().isEmpty() ? 1 : 0;
  }

  private void print(HistoryReport report, PrintWriter out) {
    if (json) {
      out.println(Json.of(report.facts()));
    } else if (report.terms().isEmpty()) {
      out.println(VisibleText.of(report.lease()) + ": no term is on record");
      report.foreignLines().forEach(out::println);
    } else {
      report.table().forEach(out::println);
      out.println();
      report.timeline(Instant.now(), CELLS).forEach(out::println);
      report.foreignLines().forEach(out::println);
    }
  }
}
