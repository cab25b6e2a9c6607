package io.beatcop.quartz.rules;

/** The decision about a firing that asked for permission. */
public enum Verdict {
  /** Let it through. */
  FIRE,
  /** Veto: this node may not fire it now. It is recovered if nobody fires it. */
  NOT_NOW,
  /** Veto: it was fired already. */
  DUPLICATE,
  /** Veto: Redis does not answer. It is recovered when Redis does. */
  UNSURE,
  /** Let it through, though Redis does not answer. */
  FIRE_UNSURE,
  /** Veto: this node's clock is ahead. */
  CLOCK_AHEAD;

  /** Whether it lets the firing through. */
  public boolean fires() {
    return this == FIRE || this == FIRE_UNSURE;
  }
}
