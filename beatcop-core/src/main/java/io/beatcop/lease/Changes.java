package io.beatcop.lease;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What changed for a node since somebody asked, each piece of news once. */
final class Changes {

  private final List<Change> news = new ArrayList<>();
  private @Nullable String observed;

  void add(Change change) {
    news.add(change);
  }

  /** Another node has the lease. That is news only if it was not known to have it. */
  void observed(LeaseAnswer.HeldByOther other) {
    if (!other.holder().equals(observed)) {
      observed = other.holder();
      add(new Change.Observed(other.holder(), other.expiresIn()));
    }
  }

  /** No other node is known to have the lease any more. */
  void observedNobody() {
    observed = null;
  }

  boolean isObservingAnother() {
    return observed != null;
  }

  /** Hands over the news. */
  List<Change> drain() {
    List<Change> drained = List.copyOf(news);
    news.clear();
    return drained;
  }
}
