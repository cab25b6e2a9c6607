package io.beatcop.process;

/** When a child that has ended is started again, while the lease is kept (C4). */
public enum Restart {

  /** Never: this process ends as the child did. */
  NEVER,

  /** If it ended otherwise than with exit code 0. */
  ON_FAILURE,

  /** Always. */
  ALWAYS
}
