package io.beatcop.shedlock;

import java.time.Duration;
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
    term.endAfterTask(
        Duration.between(ClockProvider.now(), lockConfiguration.getLockAtLeastUntil()));
  }

  @Override
  protected Optional<SimpleLock> doExtend(LockConfiguration longer) {
    return term.endAfter(longer.getLockAtMostFor())
        ? Optional.of(new LeaseLock(longer, term))
        : Optional.empty();
  }
}
