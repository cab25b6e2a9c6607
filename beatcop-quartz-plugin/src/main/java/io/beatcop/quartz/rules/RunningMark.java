package io.beatcop.quartz.rules;

/**
 * The mark of a run whose job may not run twice at once. The journal writes it together with the
 * claim, so that no run is without its mark, and no node marks what it may not fire.
 *
 * @param job the job, as a text
 * @param run a name that no other run on this node has
 * @param lifeMillis how long the mark lasts unless the node that runs the job keeps it
 */
public record RunningMark(String job, String run, long lifeMillis) {}
