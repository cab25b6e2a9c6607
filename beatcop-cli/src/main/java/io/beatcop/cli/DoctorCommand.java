package io.beatcop.cli;

import io.beatcop.cli.doctor.Examination;
import io.beatcop.cli.doctor.Finding;
import io.beatcop.cli.doctor.Finding.Level;
import io.beatcop.cli.report.ExitCode;
import io.beatcop.cli.report.Json;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import io.beatcop.redis.connect.RedisUnavailableException;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.settings.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code beatcop doctor}: looks for faults, and for what may go wrong, and says what to do. */
@Command(
    name = "doctor",
    description = "Look for what is wrong, or may go wrong, with Redis and a lease.",
    exitCodeList = {
      "0:nothing is wrong",
      "1:there are warnings",
      "2:something does not work",
      "64:wrong usage",
      "68:Redis can't be reached",
      "78:a setting is wrong"
    })
final class DoctorCommand extends LeaseCommand {

  @Mixin
  @SuppressWarnings("UnusedVariable") // Picocli reads it.
  private CommandSpec ttl =
      SettingOptions.of(
          Setting.TTL, "The ttl that the nodes have (default: " + Setting.TTL.byDefault() + ").");

  @Option(names = "--json", description = "Print one line of JSON.")
  private boolean json;

  @Override
  public Integer call() {
    LeaseSettings settings = lease();
    RedisSettings where = redis.redis();
    Duration ttl = ttlOfNodes();
    List<Finding> findings = new ArrayList<>();
    int worst;
    try {
      new Examination(settings, ttl, findings).of(where);
      worst = findings.stream().map(Finding::level).mapToInt(DoctorCommand::code).max().orElse(0);
    } catch (RedisUnavailableException e) {
      findings.add(Finding.noAnswer(e));
      worst = ExitCode.UNAVAILABLE;
    } catch (SettingException e) {
      findings.add(Finding.refusal(e));
      worst = code(Level.FAIL);
    }
    print(settings.name(), findings);
    return worst;
  }

  private Duration ttlOfNodes() {
    Duration ttl = redis.settings().ttl().orElse(LeaseSettings.DEFAULT_TTL);
    return lease(ttl, LeaseSettings.defaultTimeout(ttl)).ttl();
  }

  private static int code(Level level) {
    return switch (level) {
      case OK, UNKNOWN -> 0;
      case WARN -> 1;
      case FAIL -> 2;
    };
  }

  private void print(String name, List<Finding> findings) {
    if (json) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("lease", name);
      facts.put("findings", findings.stream().map(DoctorCommand::facts).toList());
      out().println(Json.of(facts));
      return;
    }
    findings.forEach(
        finding ->
            out()
                .printf(
                    Locale.ROOT,
                    "%-7s  %-10s  %s%n",
                    Setting.word(finding.level()),
                    finding.about(),
                    finding.text()));
  }

  private static Map<String, Object> facts(Finding finding) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("level", Setting.word(finding.level()));
    facts.put("about", finding.about());
    facts.put("text", finding.text());
    return facts;
  }
}
