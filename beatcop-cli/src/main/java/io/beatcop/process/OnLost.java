package io.beatcop.process;

/** What to do after the lease was lost and the child has been stopped. */
public enum OnLost {

  /** Wait for the lease again. */
  WAIT,

  /** End this process with exit code 69, as BeatCop 1.0 does. */
  EXIT
}
