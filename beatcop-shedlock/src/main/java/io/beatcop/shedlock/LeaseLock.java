package io.beatcop.shedlock;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import net.javacrumbs.shedlock.core.AbstractSimpleLock;
import net.javacrumbs.shedlock.core.ClockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;

/** A lock as ShedLock knows it. An extension makes another one of the same term. */
final class LeaseLock extends AbstractSimpleLock {

  private final LockTerm term;

  LeaseLock(LockConfiguration configuration, LockTerm term) {
    super(configuration);
    this.term = term;
  }

  @Override
  protected void doUnlock() {
    // ShedLock's clock has milliseconds only: finer times would keep each short lock for a moment.
    Instant until = lockConfiguration.getLockAtLeastUntil().truncatedTo(ChronoUnit.MILLIS);
    term.endAfterTask(Duration.between(ClockProvider.now(), until));
  }

  @Override
  protected Optional<SimpleLock> doExtend(LockConfiguration longer) {
    return term.endAfter(longer.getLockAtMostFor())
        ? Optional.of(new LeaseLock(longer, term))
        : Optional.empty();
  }
}
