package io.beatcop.redis;

import io.beatcop.lease.Grant;
import io.beatcop.lease.LeaseListener;
import io.beatcop.lease.Loss;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what a lease tells, in words. */
final class RecordingListener implements LeaseListener {

  private final List<String> heard = new CopyOnWriteArrayList<>();

  List<String> heard() {
    return List.copyOf(heard);
  }

  @Override
  public void acquired(Grant grant) {
    heard.add("acquired");
  }

  @Override
  public void expiring(Grant grant, Duration left) {
    heard.add("expiring");
  }

  @Override
  public void lost(Grant grant, Loss loss) {
    heard.add("lost " + loss.reason());
  }

  @Override
  public void released(Grant grant) {
    heard.add("released");
  }
}
