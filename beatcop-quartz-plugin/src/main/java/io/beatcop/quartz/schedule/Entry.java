package io.beatcop.quartz.schedule;

/**
 * An item's text, and since when it has it.
 *
 * @param version the number of the version that brought it
 */
public record Entry(long version, String text) {}
