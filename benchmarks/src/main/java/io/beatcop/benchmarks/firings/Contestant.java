package io.beatcop.benchmarks.firings;

/** A scheduler that fires jobs which do nothing, as fast as it can, while it is let. */
interface Contestant {

  /** So many schedules it has, each due each millisecond, and behind: they never run out. */
  int SCHEDULES = 100;

  /** So far they are behind. */
  int HOURS = 12;

  /** Lets it fire. */
  void go() throws Exception;

  /** Lets it rest, with all that it needs to go on at once. */
  void pause() throws Exception;
}
