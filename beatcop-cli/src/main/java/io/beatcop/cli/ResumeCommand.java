package io.beatcop.cli;

import io.beatcop.redis.LeaseControl;
import io.beatcop.redis.OperatorAnswer;
import io.beatcop.redis.OperatorNote;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code beatcop resume}: ends a pause. */
@Command(
    name = "resume",
    description = "End a pause: the nodes that wait are woken, and one of them takes the lease.",
    exitCodeList = {
      "0:it is resumed",
      "1:it was not paused",
      "64:wrong usage",
      "68:Redis can't be reached",
      "78:a setting is wrong"
    })
final class ResumeCommand extends OperatorCommand {

  @Override
  public Integer call() {
    try (LeaseControl control = connect()) {
      OperatorAnswer<Optional<OperatorNote>> answer = control.resume();
      Optional<OperatorNote> note = answer.value();
      say(note.map(paused -> "resumed; it was paused by " + paused).orElse("was not paused"));
      tellMissed(answer.missed());
      return note.isPresent() ? 0 : 1;
    }
  }
}
