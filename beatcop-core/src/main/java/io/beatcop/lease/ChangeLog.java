package io.beatcop.lease;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What changed for a node since somebody asked, each piece of news once. */
final class ChangeLog {

  private final List<Change> news = new ArrayList<>();
  private @Nullable String observed;
  private boolean paused;
  private long askedToken;

  void add(Change change) {
    news.add(change);
  }

  /** Another node has the lease. That is news only if it was not known to have it. */
  void observed(LeaseAnswer.HeldByOther other) {
    if (!other.holder().equals(observed)) {
      observedNobody();
      observed = other.holder();
      add(new Change.Observed(other.holder(), other.expiresIn()));
    }
  }

  /** This node is asked to leave. That is news once per term. */
  void asked(Grant grant, String why) {
    if (grant.token() != askedToken) {
      askedToken = grant.token();
      add(new Change.Asked(grant, why));
    }
  }

  /** The lease is paused. That is news only if it was not known to be. */
  void paused(LeaseAnswer.Paused pause) {
    if (!paused) {
      observedNobody();
      paused = true;
      add(new Change.Paused(pause.why()));
    }
  }

  /** No other node is known to have the lease any more, nor is a pause known. */
  void observedNobody() {
    observed = null;
    paused = false;
  }

  /** Whether something is known of which the end will be told. */
  boolean awaitsNews() {
    return paused || observed != null;
  }

  /** Hands over the news. */
  List<Change> drain() {
    List<Change> drained = List.copyOf(news);
    news.clear();
    return drained;
  }
}
