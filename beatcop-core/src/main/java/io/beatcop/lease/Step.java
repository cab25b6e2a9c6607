package io.beatcop.lease;

/** What the {@link LeaseMachine} wants done next. */
sealed interface Step {

  /** Send this request now, and report the answer. */
  record Ask(LeaseRequest request) implements Step {}

  /** Nothing until the monotonic clock shows this time, unless something happens before. */
  record Rest(long untilNanos) implements Step {}

  /** Nothing until something happens. */
  record Idle() implements Step {}
}
