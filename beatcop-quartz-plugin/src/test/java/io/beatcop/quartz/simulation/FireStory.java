package io.beatcop.quartz.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The story of one trigger, and of the cluster around it, in words. A simulation runs untold first,
 * and again, told, when it found something.
 */
final class FireStory {

  private static final long BEFORE_MILLIS = Long.getLong("beatcop.firesim.before", 4_000L);
  private static final int MOST_LINES = Integer.getInteger("beatcop.firesim.lines", 80);
  private static final int FEWEST_LINES = 20;

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

  /** The lines from a little before the slot on, and each that names it; or the last ones. */
  String around(long slotMillis) {
    String slot = instant(slotMillis);
    List<Line> after =
        lines.stream().filter(line -> line.millis >= slotMillis - BEFORE_MILLIS).toList();
    List<Line> first = after.subList(0, Math.min(after.size(), MOST_LINES));
    List<Line> last = lines.subList(Math.max(0, lines.size() - FEWEST_LINES), lines.size());
    return lines.stream()
        .filter(line -> line.text.contains(slot) || first.contains(line) || last.contains(line))
        .map(Line::text)
        .collect(Collectors.joining("\n"));
  }
}
