package io.beatcop.cli;

import io.beatcop.cli.report.ExitCode;
import io.beatcop.process.Breakdown;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** Describes an unforeseen failure in one sentence, without a stack trace (S-e). */
final class Bug {

  private static final String LEVEL = "BEATCOP_LOG_LEVEL";

  private Bug() {}

  /** The sentence. If the log is at debug, the stack trace of a bug follows. */
  static String sentence(Throwable failure, Map<String, String> environment) {
    Breakdown breakdown = Breakdown.of(failure);
    String sentence = "beatcop: " + breakdown.sentence();
    if (breakdown.exitCode() != ExitCode.SOFTWARE) {
      return sentence;
    }
    return sentence
        + (isTraceAsked(environment)
            ? "\n" + stack(failure)
            : "; " + LEVEL + "=debug shows its stack trace");
  }

  private static boolean isTraceAsked(Map<String, String> environment) {
    String level = environment.getOrDefault(LEVEL, "");
    return level.equals("debug") || level.equals("trace") || isLogAtDebug();
  }

  /**
   * Whether the command line or a file has set the level to debug. The log itself may be broken.
   */
  private static boolean isLogAtDebug() {
    try {
      return LoggerFactory.getLogger(Bug.class).isDebugEnabled();
    } catch (LinkageError e) {
      return false;
    }
  }

  private static String stack(Throwable failure) {
    StringWriter stack = new StringWriter();
    failure.printStackTrace(new PrintWriter(stack, true));
    return stack.toString().stripTrailing();
  }
}
