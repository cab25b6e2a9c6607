package io.beatcop.quartz.simulation;

/** A rule of the fire path, broken on purpose, to see that the simulation finds out (F8). */
enum FireMutation {
  /** Nothing is broken. */
  NONE,
  /** Another worker claims a slot that is under way (breaks F1). */
  UNDER_WAY_IS_NO_DUPLICATE,
  /** An unanswered claim that is vetoed counts as written (breaks F3, Q-a). */
  UNANSWERED_COUNTS_AS_WRITTEN,
  /** A claim that was given up goes on, though nobody waits for it any more (breaks F3). */
  GIVEN_UP_GOES_ON,
  /** Triggers open without being wound back to what they missed (breaks F4). */
  NOTHING_IS_WOUND_BACK,
  /** A trigger is wound back once more at each look, whatever was fired (breaks F4). */
  JOURNAL_IS_NOT_READ,
  /** A trigger that is scheduled after the start has missed nothing (Q-e). */
  LATE_TRIGGERS_MISSED_NOTHING,
  /** Recovery does not look for slots that were vetoed ahead of their time (Q-g). */
  AHEAD_IS_NOT_MISSED,
  /** Gaps are dropped when there are more than a few (breaks F6, Q-h). */
  GAPS_ARE_DROPPED,
  /** The first firing of a trigger that was wound back closes the gaps before it (breaks F6). */
  FIRST_FIRING_CLOSES_ALL_GAPS,
  /** No clock is measured (breaks F7, Q-i). */
  CLOCK_IS_NOT_CHECKED,
  /** The repetition of a run is a new claim (breaks F5, Q-c). */
  REFIRE_IS_A_NEW_CLAIM,
  /** The end of a trigger is not told (Q-f). */
  END_IS_NOT_TOLD,
  /** A firing after a misfire stands for the time that Quartz made up. */
  MISFIRES_STAND_FOR_THEMSELVES,
  /** A claim whose write was refused counts as fired. */
  REFUSED_COUNTS_AS_FIRED,
  /** Nobody takes back what was claimed and not answered by the end of its term (breaks F3). */
  NOTHING_IS_WITHDRAWN,
  /** The journal takes writes of a holder that does not know what was taken back. */
  WITHDRAWALS_ARE_OVERWRITTEN,
  /** The journal takes writes in any order (breaks F3). */
  WRITES_HAVE_NO_NUMBERS,
  /** The journal takes writes of a node's earlier terms. */
  WRITES_HAVE_NO_TERM,
  /** The journal takes writes of whoever does not hold the lease. */
  WRITES_OF_ANYONE,
  /** Nobody notices that Redis has forgotten (Q-l). */
  FORGETTING_IS_NOT_NOTICED,
  /** A journal that was told again goes on from where the lost one began (breaks F1). */
  NEW_JOURNAL_IS_OLD,
  /** A node that lost its term does not tell an empty Redis what it fired. */
  NOTHING_IS_REMEMBERED,
  /** Nobody tells of a slot that nobody fires (breaks O1). */
  NOTHING_IS_OVERDUE,
  /** A slot is overdue as soon as it is due (breaks O1). */
  NOTHING_HAS_A_GRACE,
  /** A node goes by its own schedule, and not by what was fired (breaks O1). */
  NOBODY_READS_WHAT_WAS_FIRED;

  /** The one that a system property names, to see a seed again. */
  static FireMutation asAsked() {
    return valueOf(System.getProperty("beatcop.firesim.mutation", NONE.name()));
  }

  /** The rules, with this one broken. */
  FireRules.Maker rules() {
    return node -> {
      MachineRules rules = new MachineRules(node, this);
      return this == REFIRE_IS_A_NEW_CLAIM ? new ForgetfulOfRuns(rules) : rules;
    };
  }
}
