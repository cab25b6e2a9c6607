package io.beatcop.lease;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listeners of a group what becomes of one slice. */
final class SliceNews implements LeaseListener {

  private static final Logger log = LoggerFactory.getLogger(LeaseGroup.class);

  private final Slice slice;
  private final List<LeaseGroupListener> listeners;

  SliceNews(Slice slice, List<LeaseGroupListener> listeners) {
    this.slice = slice;
    this.listeners = listeners;
  }

  private void tell(Consumer<LeaseGroupListener> news) {
    for (LeaseGroupListener listener : listeners) {
      try {
        news.accept(listener);
      } catch (RuntimeException | Error failure) {
        FailureLog.error(log, slice.name() + ": a listener failed", failure);
      }
    }
  }

  @Override
  public void acquired(Grant grant) {
    tell(listener -> listener.acquired(slice, grant));
  }

  @Override
  public void extended(Grant grant) {
    tell(listener -> listener.extended(slice, grant));
  }

  @Override
  public void asked(Grant grant, String why) {
    if (listeners.isEmpty()) {
      slice.release();
    }
    tell(listener -> listener.asked(slice, grant, why));
  }

  @Override
  public void expiring(Grant grant, Duration left) {
    tell(listener -> listener.expiring(slice, grant, left));
  }

  @Override
  public void lost(Grant grant, Loss loss) {
    tell(listener -> listener.lost(slice, grant, loss));
  }

  @Override
  public void released(Grant grant) {
    tell(listener -> listener.released(slice, grant));
  }

  @Override
  public void ended(Throwable reason) {
    tell(listener -> listener.ended(reason));
  }
}
