package io.beatcop.cli;

import io.beatcop.lease.VisibleText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** What is said of a failure that nobody has foreseen: one sentence, not a stack trace (S-e). */
final class Bug {

  private static final String LEVEL = "BEATCOP_LOG_LEVEL";

  private Bug() {}

  /** The sentence; with {@code BEATCOP_LOG_LEVEL=debug} the stack trace stands below it. */
  static String sentence(Throwable failure, Map<String, String> environment) {
    String level = environment.getOrDefault(LEVEL, "");
    boolean isAsked = level.equals("debug") || level.equals("trace");
    return "beatcop: a bug of BeatCop, please report it: "
        + VisibleText.of(failure.toString(), 300)
        + (isAsked ? "\n" + stack(failure) : "; " + LEVEL + "=debug shows where");
  }

  private static String stack(Throwable failure) {
    StringWriter stack = new StringWriter();
    failure.printStackTrace(new PrintWriter(stack, true));
    return stack.toString().stripTrailing();
  }
}
