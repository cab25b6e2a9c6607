package io.beatcop.process;

/** The reaction to a lost lease, once the child has been stopped. */
public enum OnLost {

  /** Wait for the lease again. */
  WAIT,

  /** End this process with exit code 69, as BeatCop 1.0 does. */
  EXIT
}
