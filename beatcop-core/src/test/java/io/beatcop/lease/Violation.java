package io.beatcop.lease;

/** A promise of the lease that was broken. */
final class Violation extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The promises. */
  enum Promise {
    /** No two nodes hold at one instant. */
    NEVER_TWO,
    /** The token of a term is greater than those of all earlier terms. */
    TOKENS_GROW,
    /** A term is one unbroken interval. */
    OVER_IS_OVER,
    /** Nobody begins a term that was asked for while the lease was paused, or holds on to one. */
    PAUSED_IS_NOBODY,
    /** In a healthy cluster somebody holds. */
    NEVER_NONE
  }

  private final Promise promise;

  Violation(Promise promise, String what) {
    super(what);
    this.promise = promise;
  }

  Promise promise() {
    return promise;
  }
}
