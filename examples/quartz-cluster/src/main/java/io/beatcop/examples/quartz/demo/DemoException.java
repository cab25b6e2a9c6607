package io.beatcop.examples.quartz.demo;

/** The demo can't go on. The message is one sentence for the user, shown without a stack trace. */
final class DemoException extends RuntimeException {

  /** A wrong option. */
  static final int USAGE = 64;

  /** Redis does not answer. */
  static final int UNAVAILABLE = 69;

  /** The demo itself failed. */
  static final int FAILED = 70;

  /** Nobody reads what the demo writes. */
  static final int OUTPUT_CLOSED = 74;

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  DemoException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  DemoException(String message, Throwable cause) {
    super(message + ": " + cause.getMessage(), cause);
    this.exitCode = FAILED;
  }

  int exitCode() {
    return exitCode;
  }
}
