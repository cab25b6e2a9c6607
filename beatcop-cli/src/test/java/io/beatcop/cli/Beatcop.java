package io.beatcop.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/**
 * What {@code beatcop} printed and how it ended, run inside of this JVM.
 *
 * @param code the exit code
 * @param out standard output
 * @param err standard error
 */
record Beatcop(int code, String out, String err) {

  static Beatcop run(Map<String, String> environment, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        BeatCopCommand.execute(
            BeatCopCommand.commandLine(environment)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true)),
            arguments);
    return new Beatcop(code, out.toString(), err.toString());
  }
}
