package io.beatcop.quartz.gate;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes on how long each claim took, and how late each firing began. Any thread may call it. */
public final class FireTimes {

  /** Takes the times, on the threads of the workers: it must not block. */
  public interface Recorder {

    /** A worker waited for that long for the verdict on its firing. */
    void claimed(Duration wait);

    /** A firing was let through so long after the time that Quartz had scheduled. */
    void fired(Duration lag);
  }

  private final List<Recorder> recorders = new CopyOnWriteArrayList<>();

  /** Adds a recorder, which hears of all firings from now on. */
  public void add(Recorder recorder) {
    recorders.add(recorder);
  }

  void claimed(Duration wait) {
    recorders.forEach(recorder -> recorder.claimed(wait));
  }

  void fired(long scheduledMillis, long nowMillis) {
    // A clock may have been set back since.
    Duration lag = Duration.ofMillis(Math.max(0, nowMillis - scheduledMillis));
    recorders.forEach(recorder -> recorder.fired(lag));
  }
}
