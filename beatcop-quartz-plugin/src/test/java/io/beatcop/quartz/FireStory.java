package io.beatcop.quartz;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What happened to one trigger, and to the cluster around it, in words. A simulation runs untold
 * first, and again, told, when it found something.
 */
final class FireStory {

  private static final int BEFORE_MILLIS = 8_000;
  private static final int MOST_LINES = 120;

  private record Line(long millis, String text) {}

  private final FireTimeline timeline;
  private final String about;
  private final List<Line> lines = new ArrayList<>();

  /** A story about a trigger; about nothing, it tells nothing. */
  FireStory(FireTimeline timeline, String about) {
    this.timeline = timeline;
    this.about = about;
  }

  /** Whether to tell of this at all: asked before a sentence is put together. */
  boolean tells(Object subject) {
    return !about.isEmpty() && about.equals(subject.toString());
  }

  boolean tellsOfTheCluster() {
    return !about.isEmpty();
  }

  void tell(String who, String what) {
    lines.add(
        new Line(timeline.nowMillis(), instant(timeline.nowMillis()) + "  " + who + ": " + what));
  }

  /** A time as seconds since the beginning. */
  static String instant(long millis) {
    return String.format(Locale.ROOT, "%9.3fs", (millis - FireTimeline.EPOCH_MILLIS) / 1e3);
  }

  /** The lines from a little before the slot on. */
  String around(long slotMillis) {
    return String.join(
        "\n",
        lines.stream()
            .filter(line -> line.millis >= slotMillis - BEFORE_MILLIS)
            .limit(MOST_LINES)
            .map(Line::text)
            .toList());
  }
}
