package io.beatcop.cli;

import io.beatcop.cli.Finding.Level;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import io.beatcop.redis.LeaseControl;
import io.beatcop.redis.LeaseKeys;
import io.beatcop.redis.RedisProbe;
import io.beatcop.redis.RedisSettings;
import io.beatcop.redis.RedisUnavailableException;
import io.beatcop.settings.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code beatcop doctor}: looks for what is wrong, or may go wrong, and says what to do. */
@Command(
    name = "doctor",
    description = "Look for what is wrong, or may go wrong, with Redis and a lease.",
    exitCodeOnInvalidInput = ExitCode.USAGE,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing is wrong",
      "1:there are warnings",
      "2:something does not work",
      "64:wrong usage",
      "68:Redis can't be reached",
      "78:a setting is wrong"
    })
final class DoctorCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private RedisOptions redis = new RedisOptions();
  @Mixin private LeaseOptions lease = new LeaseOptions();

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      description = "The ttl that the nodes have (default: 10s).")
  @SuppressWarnings("UnusedVariable") // The value is read through picocli's model.
  private @Nullable String ttl;

  @Option(names = "--json", description = "Print one line of JSON.")
  private boolean json;

  DoctorCommand() {}

  @Override
  public Integer call() {
    LeaseSettings settings = lease.settings(redis);
    RedisSettings where = redis.redis();
    List<Finding> findings = new ArrayList<>();
    int worst;
    try {
      if (where.members().size() == 1) {
        examine(settings, where, findings);
      } else {
        examineEach(settings, where, findings);
      }
      worst = findings.stream().map(Finding::level).mapToInt(DoctorCommand::code).max().orElse(0);
    } catch (RedisUnavailableException e) {
      findings.add(Finding.fail("answer", e.getMessage() + ": check that server, and the network"));
      worst = ExitCode.UNAVAILABLE;
    } catch (SettingException e) {
      findings.add(Finding.fail("answer", String.valueOf(e.getMessage())));
      worst = code(Level.FAIL);
    }
    print(settings.name(), findings);
    return worst;
  }

  /** Of a quorum each member by itself, and then what a majority says of the lease. */
  private void examineEach(LeaseSettings settings, RedisSettings where, List<Finding> findings) {
    for (RedisSettings member : where.members()) {
      List<Finding> theirs = new ArrayList<>();
      try {
        examine(settings, member, theirs);
      } catch (RedisUnavailableException e) {
        theirs.add(Finding.fail("answer", e.getMessage() + ": check that server, and the network"));
      } catch (SettingException e) {
        theirs.add(Finding.fail("answer", String.valueOf(e.getMessage())));
      }
      theirs.forEach(finding -> findings.add(finding.of(member.topology().toString())));
    }
    try (LeaseControl control = new LeaseControl(settings, where)) {
      String holder = control.status().holder().orElse("nobody");
      findings.add(Finding.ok("majority", "by most servers " + holder + " has it"));
    }
  }

  private void examine(LeaseSettings settings, RedisSettings where, List<Finding> findings) {
    Duration theirs = redis.settings().duration(Setting.TTL).orElse(LeaseSettings.DEFAULT_TTL);
    LeaseCheck check = new LeaseCheck(settings.name(), theirs);
    try (RedisProbe probe = RedisProbe.connect(where, settings.timeout(), settings.name());
        LeaseControl control = new LeaseControl(settings, where)) {
      findings.add(
          probe
              .ask("PING")
              .error()
              .map(error -> Finding.fail("answer", where + " refuses PING: " + error))
              .orElseGet(() -> Finding.ok("answer", where + " answers")));
      findings.addAll(new ServerCheck(probe).findings());
      findings.addAll(new TimeCheck(probe, theirs).findings());
      findings.addAll(
          new RightsCheck(probe, LeaseKeys.of(settings.name(), where.database())).findings());
      Finding key = check.key(probe);
      findings.add(key);
      if (key.level() != Level.FAIL) {
        findings.addAll(status(check, control));
      }
    }
  }

  /** It has answered, so what it refuses now is one more thing that does not work. */
  private static List<Finding> status(LeaseCheck check, LeaseControl control) {
    try {
      return check.findings(control.status());
    } catch (RedisUnavailableException | SettingException e) {
      return List.of(Finding.fail("status", String.valueOf(e.getMessage())));
    }
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
      spec.commandLine().getOut().println(Json.of(facts));
      return;
    }
    findings.forEach(
        finding ->
            spec.commandLine()
                .getOut()
                .printf(
                    Locale.ROOT,
                    "%-7s  %-10s  %s%n",
                    word(finding.level()),
                    finding.about(),
                    finding.text()));
  }

  private static Map<String, Object> facts(Finding finding) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("level", word(finding.level()));
    facts.put("about", finding.about());
    facts.put("text", finding.text());
    return facts;
  }

  private static String word(Level level) {
    return level.name().toLowerCase(Locale.ROOT);
  }
}
