package io.beatcop.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code beatcop run}: runs a command on exactly one node. */
@Command(
    name = "run",
    header = "Run a command on exactly one node.",
    description = {
      "Waits for the lease, runs the command while this node holds it, and stops it before another"
          + " node can have it. Start the same line on every node.",
      "",
      "No shell changes the command. It gets BeatCop's standard input, output and error, and the"
          + " signals that BeatCop gets. Its environment has BEATCOP_TOKEN, BEATCOP_LEASE and"
          + " BEATCOP_NODE, and with --slots BEATCOP_SLOT. The lease is called beatcop:COMMAND unless --lease names it."
    },
    customSynopsis = "Usage: beatcop run [OPTIONS] [--] COMMAND [ARGUMENTS...]%n",
    optionListHeading =
        "%nOptions. Each may be an environment variable instead, such as BEATCOP_STOP_GRACE,%n"
            + "or a key in a file, such as stop-grace. TIME is a number and ms, s, m, h or d.%n",
    parameterListHeading = "%n",
    exitCodeList = {
      "n:that of the command, which has ended; 128+n if signal n ended it",
      "64:wrong usage",
      "69:the lease was lost, and --on-lost is exit",
      "70:the guard was killed, and the command with it; or a bug",
      "71:the system gives no process, no thread or no memory",
      "76:Redis is older than 2.6.12",
      "78:a setting is wrong, or there is no Java"
    },
    footer = {
      "  beatcop run --redis redis://redis.internal -- celery -A app beat",
      "  beatcop run --lease nightly --ttl 30s --restart always -- ./worker --verbose",
      "  BEATCOP_PASSWORD=... beatcop run --user app --shell 'exec ./report >> log'",
      "  beatcop run --slots 3 --lease workers -- ./worker",
      "  beatcop run --http :9090 --dry-run -- ./worker"
    })
final class RunCommand extends LaunchCommand {

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "What to run, and its arguments; -- before it is optional.")
  private List<String> command = List.of();

  @Override
  public Integer call() {
    return launch(false, redis.file(), command);
  }
}
