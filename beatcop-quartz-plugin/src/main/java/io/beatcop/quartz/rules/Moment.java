package io.beatcop.quartz.rules;

/**
 * One moment by both clocks of a node.
 *
 * @param millis the wall clock, epoch milliseconds: it may be wrong, and jump
 * @param nanos the monotonic clock, nanoseconds: it never jumps
 */
public record Moment(long millis, long nanos) {}
