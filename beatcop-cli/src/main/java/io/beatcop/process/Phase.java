package io.beatcop.process;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a {@link SupervisorMachine} stands.
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

  /** When there is something to do even if nothing happens. */
  OptionalLong dueNanos();

  /** For how long there is nothing to do if nothing happens, but for a sign of life. */
  default long restNanos(Duration heartbeat, long nowNanos) {
    long longest = heartbeat.toNanos();
    return Math.min(longest, dueNanos().orElse(nowNanos + longest) - nowNanos);
  }

  /** No child: one is started as soon as the lease is held for long enough. */
  record Waiting() implements Phase {
    @Override
    public OptionalLong dueNanos() {
      return OptionalLong.empty();
    }
  }

  /** The lease is held, and the guard asked whether it is awake. */
  record Asking(long id, long untilNanos) implements Phase {
    @Override
    public OptionalLong dueNanos() {
      return OptionalLong.of(untilNanos);
    }
  }

  /** A child lives, or something that it has left behind. */
  record Running(Child child) implements Phase {
    @Override
    public OptionalLong dueNanos() {
      return OptionalLong.of(child.nextNanos());
    }
  }

  /** No child until then; this node takes no part meanwhile if the lease was given away. */
  record Resting(long untilNanos, boolean away) implements Phase {
    @Override
    public OptionalLong dueNanos() {
      return OptionalLong.of(untilNanos);
    }
  }

  /**
   * This node takes no part, since the guard is silent; the child was not seen to be gone, if any.
   */
  record Away(Optional<Child> child) implements Phase {
    @Override
    public OptionalLong dueNanos() {
      return OptionalLong.empty();
    }
  }
}
