package io.beatcop.process;

import java.util.Optional;

/**
 * Where a {@link Supervisor} stands.
 *
 * <pre>
 *              held                guard answers
 *   Waiting ─────────▶ Asking ─────────────────────▶ Running
 *    ▲  ▲                │ guard is silent            │  │  ╲ child ended, restart or rest
 *    │  │                ▼                            │  │   ▼
 *    │  └───────────── Away ◀── guard is silent past ─┘  │  Resting
 *    │   it answers, nothing is left    the deadline     │   │
 *    └───────────────────────────────────────────────────┴───┘
 * </pre>
 */
sealed interface Phase {

  /** No child: one is started as soon as the lease is held for long enough. */
  record Waiting() implements Phase {}

  /** The lease is held, and the guard asked whether it is awake. */
  record Asking(long id, long untilNanos) implements Phase {}

  /** A child lives, or something that it has left behind. */
  record Running(Child child, Optional<HealthWatch> health) implements Phase {}

  /** No child until then; out of the contest meanwhile if the lease was given away. */
  record Resting(long untilNanos, boolean away) implements Phase {}

  /** Out of the contest, since the guard is silent; the child was not seen to be gone, if any. */
  record Away(Optional<Child> child) implements Phase {}
}
