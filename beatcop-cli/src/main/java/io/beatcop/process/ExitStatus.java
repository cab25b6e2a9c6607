package io.beatcop.process;

/**
 * How a process ended.
 *
 * @param waited the status as wait(2) gives it
 */
record ExitStatus(int waited) {

  /** The exit code, 128+n if signal n ended the process. */
  int code() {
    int signal = waited & 0x7f;
    return signal == 0 ? (waited >> 8) & 0xff : new Signal(signal).exitCode();
  }

  boolean isSuccess() {
    return waited == 0;
  }

  boolean isKill() {
    return (waited & 0x7f) == Signal.KILL.number();
  }

  @Override
  public String toString() {
    int signal = waited & 0x7f;
    return signal == 0 ? "exit code " + code() : "by signal " + new Signal(signal);
  }
}
