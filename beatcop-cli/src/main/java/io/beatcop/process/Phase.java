package io.beatcop.process;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The state of a {@link SupervisorMachine}.
 *
 * <pre>
 *              held for long enough          the guard answers
 *   Waiting ───────────────────────▶ Asking ──────────────────▶ Running
 *    ▲  ▲                              │                          │ │ │
 *    │  └── the guard answers, and ── Away ◀── the guard is ──────┘ │ │
 *    │      nothing is left                   silent                │ │
 *    ├───────────────────────── the lease was lost ─────────────────┘ │
 *    └──────── Resting ◀──────── the child has ended ─────────────────┘
 * </pre>
 */
sealed interface Phase {

  /** When something is due even if no event comes. */
  default OptionalLong dueNanos() {
    return OptionalLong.empty();
  }

  /** No child. One is started as soon as the lease is held for long enough. */
  record Waiting() implements Phase {}

  /** The lease is held, and the guard was asked whether it is awake. */
  record Asking(long id, long untilNanos) implements Phase {
    @Override
    public OptionalLong dueNanos() {
      return OptionalLong.of(untilNanos);
    }
  }

  /** The child lives, or a process that it has left. */
  record Running(Child child) implements Phase {
    @Override
    public OptionalLong dueNanos() {
      return OptionalLong.of(child.nextNanos());
    }
  }

  /** No child until that moment. This node is out of the contest if the lease was given up. */
  record Resting(long untilNanos, boolean away) implements Phase {
    @Override
    public OptionalLong dueNanos() {
      return OptionalLong.of(untilNanos);
    }
  }

  /**
   * This node is out of the contest, since the guard is silent. Its child, if any, may still live.
   */
  record Away(Optional<Child> child) implements Phase {}
}
