package io.beatcop.quartz.shared;

/** A broken promise of the shared schedule. It is an error: nobody on its way may catch it. */
final class SharedViolation extends Error {

  private static final long serialVersionUID = 1L;

  /** A promise of the shared schedule. */
  enum Promise {
    /** No time of a trigger is fired twice. */
    NEVER_TWICE,
    /** Each time is fired, or passed over by the misfire instruction. */
    NONE_LOST,
    /** A trigger that was deleted does not fire in a term that began after that was told. */
    STAYS_GONE,
    /** A paused trigger does not fire on a holder that knows of it. */
    STAYS_PAUSED,
    /** A job that may not run twice at once does not. */
    NO_OVERLAP,
    /** A run that has ended is not repeated. */
    NOT_REPEATED,
    /** A run whose node has died is repeated, if its job asks for that. */
    REPEATED,
    /** A run has the data that the run before it has left. */
    KEEPS_DATA,
    /** A change happens as it was drafted, on top of the version that it was drafted for. */
    WHOLE,
    /** A caller is told of its change what is so. */
    TOLD_RIGHT,
    /** In the end all nodes have what Redis has. */
    ALL_EQUAL
  }

  private final Promise promise;

  SharedViolation(Promise promise, String message) {
    super(promise + ": " + message);
    this.promise = promise;
  }

  Promise promise() {
    return promise;
  }
}
