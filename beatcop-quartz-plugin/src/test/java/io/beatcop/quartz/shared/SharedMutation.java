package io.beatcop.quartz.shared;

/** A rule of the shared schedule, broken on purpose, to see that the simulation finds out. */
enum SharedMutation {
  /** Nothing is broken. */
  NONE,
  /** Redis takes a change on top of any version. */
  VERSIONS_ARE_NOT_COMPARED,
  /** A change whose outcome is unknown counts as made. */
  UNKNOWN_COUNTS_AS_MADE,
  /** A change whose outcome is unknown is asked again as another one. */
  ASKED_AGAIN_AS_ANOTHER,
  /** A schedule that is read in pages has the version of its last page. */
  PAGES_HAVE_THE_LAST_VERSION,
  /** The schedule is written again in the version that the holder had. */
  RESTORED_WITHOUT_A_LEAP,
  /** A claim writes no running mark. */
  CLAIMS_WRITE_NO_MARK,
  /** The marks of the runs are written once, and not kept. */
  MARKS_ARE_NOT_KEPT,
  /** A new holder does not look at the marks of the others. */
  MARKS_ARE_NOT_READ,
  /** A mark goes with the term in which its run began. */
  MARKS_GO_WITH_THE_TERM,
  /** A firing that is vetoed, and to be tried again, counts as done. */
  VETOED_COUNTS_AS_DONE,
  /** A new holder repeats the runs that it has read of, though some have ended since. */
  REPEATED_WITHOUT_A_LOOK,
  /** A new holder does not go back to what nobody fired. */
  NOTHING_IS_WOUND_BACK;

  /** The one that a system property names, to see a seed again. */
  static SharedMutation asAsked() {
    return valueOf(System.getProperty("beatcop.sharedsim.mutation", NONE.name()));
  }

  boolean is(SharedMutation other) {
    return this == other;
  }
}
