package io.beatcop.lease;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * What happened lately in a simulation, in words, for the message of a violation. It costs nothing
 * unless it is told: a simulation runs untold first, and again, told, when it found something.
 */
final class Story {

  private static final int REMEMBERED = 80;

  private final Timeline timeline;
  private final boolean told;
  private final Deque<String> lines = new ArrayDeque<>();

  Story(Timeline timeline, boolean told) {
    this.timeline = timeline;
    this.told = told;
  }

  /** Whether to tell at all: asked before a sentence is put together. */
  boolean isTold() {
    return told;
  }

  void tell(String who, String what) {
    if (!told) {
      return;
    }
    if (lines.size() == REMEMBERED) {
      lines.removeFirst();
    }
    lines.add(instant(timeline.nowNanos()) + "  " + who + ": " + what);
  }

  static String instant(long trueNanos) {
    return String.format(Locale.ROOT, "%14.6fs", trueNanos / 1e9);
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
