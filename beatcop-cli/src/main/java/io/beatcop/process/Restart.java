package io.beatcop.process;

/** Whether a child that has ended is started again, while the lease is kept (C4). */
public enum Restart {

  /** Never: this process ends as the child did. */
  NEVER,

  /** Unless it ended with exit code 0. */
  ON_FAILURE,

  /** Always. */
  ALWAYS
}
