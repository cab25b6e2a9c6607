package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.quartz.Scheduler;

/**
 * The build names the Quartz of these tests: a version profile without effect must not look like a
 * pass.
 */
class QuartzVersionIT {

  @Test
  @EnabledIfSystemProperty(named = "beatcop.test.quartz", matches = ".+")
  void theseTestsRunOnTheQuartzThatTheBuildNames() {
    assertThat(Scheduler.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        .endsWith("/quartz-" + System.getProperty("beatcop.test.quartz") + ".jar");
  }
}
