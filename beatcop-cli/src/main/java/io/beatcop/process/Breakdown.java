package io.beatcop.process;

import io.beatcop.lease.VisibleText;

/**
 * A fault that ends this process: a thread that can't be made, or a bug.
 *
 * @param exitCode the exit code for it: EX_OSERR, or EX_SOFTWARE
 * @param sentence what is wrong, and what to do
 */
public record Breakdown(int exitCode, String sentence) {

  /** EX_OSERR: the system refuses a resource. */
  static final int NO_RESOURCES = 71;

  /** EX_SOFTWARE: a bug. */
  static final int BUG = 70;

  private static final int LONGEST = 300;

  /**
   * The breakdown after a failure that nothing else has handled.
   *
   * @param failure the failure
   * @return the breakdown
   */
  public static Breakdown of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return outOf(String.valueOf(cause.getMessage()));
      }
    }
    StackTraceElement[] trace = failure.getStackTrace();
    String where = trace.length == 0 ? "" : " at " + trace[0];
    String what = VisibleText.of(failure.toString(), LONGEST);
    return new Breakdown(BUG, "a bug of BeatCop, please report it: " + what + where);
  }

  /** The breakdown after the lease has ended for an unknown reason. */
  static Breakdown ofLease() {
    return new Breakdown(
        BUG, "a bug of BeatCop, please report it: a thread of the lease has ended");
  }

  private static Breakdown outOf(String message) {
    return new Breakdown(
        NO_RESOURCES,
        message.contains("native thread")
            ? "a thread can't be made: raise the limit of processes (ulimit -u, TasksMax, pids.max)"
            : "out of memory (" + message + "): give Java more, as by BEATCOP_JAVA_OPTS=-Xmx64m");
  }
}
