package io.beatcop.monitor;

import io.beatcop.lease.LeaseAnswer;
import io.beatcop.lease.LeaseRequest;
import io.beatcop.lease.LeaseStore;
import java.util.Optional;

/** A store that grants whatever it is asked for. */
final class GrantingStore implements LeaseStore {

  static final long TOKEN = 42;

  @Override
  public LeaseAnswer ask(LeaseRequest request) {
    return request instanceof LeaseRequest.Release
        ? new LeaseAnswer.Released()
        : new LeaseAnswer.Granted(TOKEN, "term", Optional.empty());
  }

  @Override
  public void onRelease(Runnable wake) {}

  @Override
  public void close() {}
}
