package io.beatcop.lease;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The changes of a node that were not handed over yet. Each is recorded once. */
final class ChangeLog {

  private final List<Change> news = new ArrayList<>();
  private @Nullable String observed;
  private boolean paused;
  private long askedToken;

  void add(Change change) {
    news.add(change);
  }

  /** Records that another node has the lease, unless that is known already. */
  void observed(LeaseAnswer.HeldByOther other) {
    if (!other.holder().equals(observed)) {
      observedNobody();
      observed = other.holder();
      add(new Change.Observed(other.holder(), other.expiresIn()));
    }
  }

  /** Records that this node is asked to leave, once per term. */
  void asked(Grant grant, String why) {
    if (grant.token() != askedToken) {
      askedToken = grant.token();
      add(new Change.Asked(grant, why));
    }
  }

  /** Records that the lease is paused, unless that is known already. */
  void paused(LeaseAnswer.Paused pause) {
    if (!paused) {
      observedNobody();
      paused = true;
      add(new Change.Paused(pause.why()));
    }
  }

  /** Forgets the other holder and the pause. */
  void observedNobody() {
    observed = null;
    paused = false;
  }

  /** Whether another holder or a pause is known, whose end may be announced. */
  boolean awaitsNews() {
    return paused || observed != null;
  }

  /** Hands over the changes recorded since the last call. */
  List<Change> drain() {
    List<Change> drained = List.copyOf(news);
    news.clear();
    return drained;
  }
}
