package io.beatcop.process;

/** What follows when the lease was lost against our will, and the child has been stopped. */
public enum OnLost {

  /** Back to waiting for the lease. */
  WAIT,

  /** This process ends with exit code 69, as BeatCop 1.0 does. */
  EXIT
}
