package io.beatcop.cli;

import io.beatcop.cli.report.ExitCode;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.VisibleText;
import io.beatcop.redis.LeaseControl;
import io.beatcop.redis.Notice;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code beatcop resume}: ends a pause. */
@Command(
    name = "resume",
    description = "End a pause: the nodes that wait are woken, and one of them takes the lease.",
    exitCodeOnInvalidInput = ExitCode.USAGE,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it is resumed",
      "1:it was not paused",
      "64:wrong usage",
      "68:Redis can't be reached",
      "78:a setting is wrong"
    })
final class ResumeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private RedisOptions redis = new RedisOptions();
  @Mixin private LeaseOptions lease = new LeaseOptions();

  ResumeCommand() {}

  @Override
  public Integer call() {
    LeaseSettings settings = lease.settings(redis);
    try (LeaseControl control = new LeaseControl(settings, redis.redis())) {
      Optional<Notice> notice = control.resume();
      spec.commandLine()
          .getOut()
          .println(
              VisibleText.of(settings.name())
                  + notice
                      .map(paused -> ": resumed; it was paused by " + paused)
                      .orElse(": was not paused"));
      Missed.tell(control, VisibleText.of(settings.name()), spec.commandLine().getErr());
      return notice.isPresent() ? 0 : 1;
    }
  }
}
