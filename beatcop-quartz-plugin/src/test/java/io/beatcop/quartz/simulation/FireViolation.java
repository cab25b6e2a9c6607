package io.beatcop.quartz.simulation;

/** A broken promise of the fire path. */
final class FireViolation extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A promise of the fire path. */
  enum Promise {
    /** F1: no slot is handed to a job twice. */
    NEVER_TWICE,
    /** F2: each slot is fired, or dealt with by its misfire instruction. */
    NONE_LOST,
    /** Q1: only the holder fires. */
    ONLY_THE_HOLDER,
    /** F5: a job that asks to be run again is run again while the lease is held. */
    ONE_FIRING,
    /** Q-f: a trigger that was deleted stays deleted. */
    STAYS_GONE,
    /** F7: no slot is fired long before its time. */
    NOT_AHEAD,
    /** O1: a slot that nobody fires is told of within its grace and two ttls. */
    TOLD_IN_TIME,
    /** O1: nothing else is told of. */
    NO_FALSE_ALARM
  }

  private final Promise promise;
  private final String trigger;
  private final long slotMillis;

  FireViolation(Promise promise, Object trigger, long slotMillis, String message) {
    super(
        promise
            + ": "
            + trigger
            + " of"
            + FireStory.instant(slotMillis)
            + " ("
            + slotMillis
            + "): "
            + message);
    this.promise = promise;
    this.trigger = trigger.toString();
    this.slotMillis = slotMillis;
  }

  Promise promise() {
    return promise;
  }

  String trigger() {
    return trigger;
  }

  long slotMillis() {
    return slotMillis;
  }
}
