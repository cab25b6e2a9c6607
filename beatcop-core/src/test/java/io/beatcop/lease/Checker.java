package io.beatcop.lease;

import io.beatcop.lease.Violation.Promise;
import java.util.function.LongSupplier;

/**
 * Sees every term of every node in true time, and throws a {@link Violation} when they break a
 * promise.
 *
 * <p>It is told whenever something happened to a node: only then can a term begin or be extended. A
 * term ends by the node's clocks alone, so its true end is known in advance.
 */
final class Checker {

  /** What one node holds, or held last. */
  private static final class Tenure {
    private boolean begun;
    private String holder = "";
    private long token;
    private long fromNanos;
    private long untilNanos;
    private long askedNanos;
    private long deadlineNanos;
    private long restsOnNanos;
    private long stoppedUntilNanos = Long.MIN_VALUE;

    /**
     * Whether it rests on a request from before its machine stood still with both clocks: then
     * nothing tells the node that its term is over, until it asks again (L-k).
     */
    boolean isStale() {
      return restsOnNanos < stoppedUntilNanos;
    }

    boolean lastsAt(long trueNanos) {
      return begun && trueNanos < untilNanos;
    }

    @Override
    public String toString() {
      return holder + " holds with token " + token + " since" + Story.instant(fromNanos);
    }
  }

  private final Tenure[] tenures;
  private final boolean tokensMustGrow;
  private final boolean staleTermsExcused;
  private final LongSupplier pausedSinceNanos;
  private long highestToken;
  private long terms;

  Checker(
      int nodes, boolean tokensMustGrow, boolean staleTermsExcused, LongSupplier pausedSinceNanos) {
    this.staleTermsExcused = staleTermsExcused;
    this.tokensMustGrow = tokensMustGrow;
    this.pausedSinceNanos = pausedSinceNanos;
    tenures = new Tenure[nodes];
    for (int index = 0; index < nodes; index++) {
      tenures[index] = new Tenure();
    }
  }

  /** How many terms there were. */
  long terms() {
    return terms;
  }

  /** This node sends a request. */
  void asks(int index, long nowNanos) {
    tenures[index].askedNanos = nowNanos;
  }

  /** The machine of this node stood still until then, and both of its clocks with it. */
  void stopped(int index, long untilNanos) {
    tenures[index].stoppedUntilNanos = untilNanos;
  }

  /** This node got an answer, and has taken it: now it knows what it may hold. */
  void answered(int index, long nowNanos) {
    Tenure tenure = tenures[index];
    if (tenure.lastsAt(nowNanos)
        && tenure.isStale()
        && tenure.askedNanos >= tenure.stoppedUntilNanos) {
      throw new Violation(
          Promise.NEVER_TWO, tenure + " as before its machine stood still, but has asked since");
    }
  }

  /** Something happened to this node: this is what it holds now, and until when. */
  void holds(int index, String holder, Grant grant, long nowNanos, long untilNanos) {
    Tenure tenure = tenures[index];
    long token = grant.token();
    if (tenure.deadlineNanos != grant.deadline().nanos()) {
      tenure.deadlineNanos = grant.deadline().nanos();
      tenure.restsOnNanos = tenure.askedNanos;
    }
    boolean same = tenure.token == token && tenure.holder.equals(holder);
    if (same && tenure.begun) {
      if (!tenure.lastsAt(nowNanos)) {
        throw new Violation(
            Promise.OVER_IS_OVER,
            tenure + ", which was over at" + Story.instant(tenure.untilNanos) + ", holds again");
      }
      tenure.untilNanos = untilNanos;
      return;
    }
    if (!isExcused(tenure)) {
      check(tenure, holder, token, nowNanos);
    }
    highestToken = Math.max(highestToken, token);
    terms++;
    tenure.begun = true;
    tenure.holder = holder;
    tenure.token = token;
    tenure.fromNanos = nowNanos;
    tenure.untilNanos = untilNanos;
  }

  /** No promise is made of a term that is stale; each that is not keeps them all. */
  private void check(Tenure tenure, String holder, long token, long nowNanos) {
    for (Tenure other : tenures) {
      if (other != tenure && other.lastsAt(nowNanos) && !isExcused(other)) {
        throw new Violation(
            Promise.NEVER_TWO,
            other
                + " until"
                + Story.instant(other.untilNanos)
                + ", and now "
                + holder
                + " begins to hold with token "
                + token);
      }
    }
    if (pausedSinceNanos.getAsLong() <= tenure.askedNanos) {
      throw new Violation(
          Promise.PAUSED_IS_NOBODY,
          holder + " begins to hold with token " + token + ", asked for in a pause");
    }
    if (tokensMustGrow && token <= highestToken) {
      throw new Violation(
          Promise.TOKENS_GROW,
          holder + " begins to hold with token " + token + " after " + highestToken);
    }
  }

  private boolean isExcused(Tenure tenure) {
    return staleTermsExcused && tenure.isStale();
  }

  /** Something happened to this node: it holds nothing now. */
  void holdsNothing(int index, long nowNanos) {
    Tenure tenure = tenures[index];
    if (tenure.lastsAt(nowNanos)) {
      tenure.untilNanos = nowNanos;
    }
  }

  /** The index of the node that holds now, or -1. */
  int holderAt(long nowNanos) {
    for (int index = 0; index < tenures.length; index++) {
      if (tenures[index].lastsAt(nowNanos)) {
        return index;
      }
    }
    return -1;
  }

  /** Fails unless somebody has held without a break since this time at the latest. */
  int mustHoldSince(long trueNanos, long nowNanos, String because) {
    int index = holderAt(nowNanos);
    if (index < 0 || tenures[index].fromNanos > trueNanos) {
      throw new Violation(
          Promise.NEVER_NONE,
          (index < 0 ? "nobody holds" : tenures[index].toString())
              + ", but somebody must since"
              + Story.instant(trueNanos)
              + ": "
              + because);
    }
    return index;
  }

  /** Fails if somebody holds. */
  void mustBeNobody(long nowNanos, String because) {
    int index = holderAt(nowNanos);
    if (index >= 0) {
      throw new Violation(
          Promise.PAUSED_IS_NOBODY, tenures[index] + ", but nobody may: " + because);
    }
  }

  /** When the present term of this node began. */
  long heldSince(int index) {
    return tenures[index].fromNanos;
  }
}
