package io.beatcop.quartz.schedule;

/**
 * A version of the schedule: the number of its changes, and the identity of the last one.
 *
 * <p>Two nodes whose versions are equal have the same schedule. The number alone is not enough: a
 * Redis that was restored from a snapshot counts on from an old number, and gives the numbers after
 * it to other changes.
 *
 * @param number from 0
 * @param change the identity of the change that led to it
 */
public record Version(long number, String change) {

  /** Before the first change. */
  public static final Version NONE = new Version(0, "-");

  /**
   * Reads a version.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public static Version parse(String text) {
    String[] words = text.split(" ", -1);
    if (words.length != 2) {
      throw new IllegalArgumentException("no version: " + text);
    }
    return new Version(Long.parseLong(words[0]), words[1]);
  }

  /** The text that Redis keeps of it. */
  public String text() {
    return number + " " + change;
  }

  /** The version after one more change. */
  public Version after(String id) {
    return new Version(number + 1, id);
  }
}
