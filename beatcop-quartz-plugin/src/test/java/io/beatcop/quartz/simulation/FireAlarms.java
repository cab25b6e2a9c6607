package io.beatcop.quartz.simulation;

import io.beatcop.quartz.rules.OverdueFires.Overdue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quartz.TriggerKey;

/** What the nodes of a simulated cluster tell of as overdue (O1), if they are to look at all. */
final class FireAlarms {

  /** A node tells of a time that nobody has fired. */
  record Alarm(String node, TriggerKey trigger, long sinceMillis, long toldMillis) {}

  private final FireTimeline timeline;
  private final List<Alarm> alarms = new ArrayList<>();
  private boolean watched;

  FireAlarms(FireTimeline timeline) {
    this.timeline = timeline;
  }

  /** Nodes that start from now on look. */
  void watch() {
    watched = true;
  }

  boolean isWatched() {
    return watched;
  }

  void told(String node, Overdue found) {
    alarms.add(new Alarm(node, found.first(), found.sinceMillis(), timeline.nowMillis()));
  }

  /** Forgets what was told so far. */
  void clear() {
    alarms.clear();
  }

  /** The cluster is well: whatever was told is wrong. */
  void mustBeNone() {
    for (Alarm alarm : alarms) {
      throw new FireViolation(
          FireViolation.Promise.NO_FALSE_ALARM,
          alarm.trigger(),
          alarm.sinceMillis(),
          alarm.node() + " tells that it is overdue, at" + FireStory.instant(alarm.toldMillis()));
    }
  }

  /** Nobody fires: some node must have told by now. */
  void mustBeSome(TriggerKey trigger, long sinceMillis) {
    Optional<Alarm> any = alarms.stream().findAny();
    if (any.isEmpty()) {
      throw new FireViolation(
          FireViolation.Promise.TOLD_IN_TIME,
          trigger,
          sinceMillis,
          "nobody tells that it is overdue");
    }
  }
}
