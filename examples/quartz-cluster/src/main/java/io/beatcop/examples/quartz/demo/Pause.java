package io.beatcop.examples.quartz.demo;

import java.time.Duration;

/** The one place where the demo sleeps. */
final class Pause {

  private Pause() {}

  static void of(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoException(DemoException.FAILED, "interrupted");
    }
  }
}
