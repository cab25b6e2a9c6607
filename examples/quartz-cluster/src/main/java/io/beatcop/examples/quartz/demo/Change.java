package io.beatcop.examples.quartz.demo;

import java.time.Duration;
import java.time.Instant;

/**
 * The firing node became another one.
 *
 * @param from the name of the node that fired before
 * @param to the name of the node that fires now
 * @param at when it began
 * @param took how long it took
 */
record Change(String from, String to, Instant at, Duration took) {

  @Override
  public String toString() {
    return from + " → " + to;
  }
}
