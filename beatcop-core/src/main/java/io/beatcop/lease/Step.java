package io.beatcop.lease;

/** The next step that a {@link LeaseMachine} asks for. */
sealed interface Step {

  /** Send this request now, and report the answer. */
  record Ask(LeaseRequest request) implements Step {}

  /** Wait until the monotonic clock shows this time, or something happens. */
  record Rest(long untilNanos) implements Step {}

  /** Wait until something happens. */
  record Idle() implements Step {}
}
