package io.beatcop.spring;

/**
 * What the instances knew of a method when one asked.
 *
 * @param lastMillis the last time that was handled; 0 if none is known
 * @param nowMillis the clock of what keeps it
 */
record KnownTimes(long lastMillis, long nowMillis) {}
