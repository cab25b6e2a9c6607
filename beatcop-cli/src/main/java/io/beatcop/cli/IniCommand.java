package io.beatcop.cli;

import io.beatcop.settings.Value;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code beatcop FILE}: does what BeatCop 1.0 did with that file. */
@Command(
    name = "ini",
    hidden = true,
    header = "Run what a file of BeatCop 1.0 says, on exactly one node.",
    description = {
      "Reads the file as BeatCop 1.0 did, and ends with the same exit codes. If the file has"
          + " the name of a command, such as run, write ./run.",
      "",
      "[redis] has host (with a slash in it: a Unix socket), port, database and password, or"
          + " startup_nodes for a Redis Cluster, a host:port on each line; or uri. [beatcop] has"
          + " timeout, the ttl in milliseconds, command, shell (yes or no), and lockname, which is"
          + " beatcop:COMMAND if it is missing.",
      "",
      "Each option below may stand in the file too, without its dashes: those down to --timeout"
          + " in [redis], the others in [beatcop]. %%(key)s in a value is another value of its"
          + " section, and %%%% a percent sign."
    },
    customSynopsis = "Usage: beatcop FILE [OPTIONS]%n",
    exitCodeList = {
      "1:the command has ended, however it did",
      "64:wrong usage",
      "68:Redis can't be reached at the start",
      "69:the lease was lost",
      "70:the guard was killed, and the command with it; or a bug",
      "71:the system gives no process, no thread or no memory",
      "76:Redis is older than 2.6.12",
      "78:a setting is wrong, or there is no Java",
      "256-n:signal n ended it: 241 for TERM, 254 for INT, 255 for HUP"
    },
    footer = {
      "  beatcop /etc/beatcop.ini",
      "  beatcop /etc/beatcop.ini --dry-run",
      "  beatcop /etc/beatcop.ini --http :9090 --log-format json"
    })
final class IniCommand extends LaunchCommand {

  @Parameters(paramLabel = "FILE", description = "The file, with sections [redis] and [beatcop].")
  private String file = "";

  @Override
  public Integer call() {
    return launch(true, Optional.of(Value.path("file", file)), List.of());
  }
}
