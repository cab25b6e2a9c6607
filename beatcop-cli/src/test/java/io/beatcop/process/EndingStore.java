package io.beatcop.process;

import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseRequest;
import io.beatcop.lease.LeaseStore;
import java.util.Optional;
import java.util.OptionalLong;

/** A store with a bug: its answers end the lease, sooner or later. */
public final class EndingStore implements LeaseStore {

  /** No store may answer so: a term is a text, if an empty one. */
  @SuppressWarnings("NullAway")
  private static final LeaseAnswer IMPOSSIBLE =
      new LeaseAnswer.HeldByOther("x", Optional.empty(), null, OptionalLong.empty());

  @Override
  public LeaseAnswer ask(LeaseRequest request) {
    return IMPOSSIBLE;
  }

  @Override
  public void onRelease(Runnable wake) {}

  @Override
  public void close() {}
}
