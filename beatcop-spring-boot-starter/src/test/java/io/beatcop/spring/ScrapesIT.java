package io.beatcop.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.LeaseSettings;
import io.beatcop.redis.LeaseControl;
import io.beatcop.redis.OperatorNote;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.MeterTable;
import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What Prometheus scrapes of an application: the names of docs/metrics.md. It also makes faults,
 * and records what is scraped then, for the tests of the alerts: examples/grafana/scrapes has
 * copies of target/scrapes.
 */
@Slow
class ScrapesIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final Path FOLDER = Path.of("target", "scrapes");

  private final String name = "scraped-" + NAMES.incrementAndGet();
  private final String lease = "beatcop:" + name;

  @BeforeEach
  void aRedis() {
    redis.start();
  }

  private Instance start() {
    return Instance.shown(name, TestApplication.class, redis.uri(), "beatcop.overdue", "4s");
  }

  private static String scrape(Instance instance) throws Exception {
    return instance.get("/actuator/prometheus");
  }

  /** Keeps the lines of BeatCop, with the lease's name as the rules' tests know it. */
  private void record(String fault, String scrape) throws IOException {
    Files.createDirectories(FOLDER);
    Files.writeString(
        FOLDER.resolve(fault + ".txt"),
        scrape
            .lines()
            .filter(line -> line.contains("beatcop_"))
            .map(line -> line.replace(lease, "beatcop:orders").replaceAll("[0-9]{13}\\b", "0"))
            .sorted()
            .collect(Collectors.joining("\n", "", "\n")));
  }

  private static boolean isAbove(String scrape, String metric, double bound) {
    return scrape
        .lines()
        .filter(line -> line.startsWith(metric + "{"))
        .anyMatch(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)) > bound);
  }

  @Test
  void theNamesAreThoseOfTheTable() throws Exception {
    try (Instance instance = start()) {
      await().until(instance::hasFired);
      await().until(() -> isAbove(scrape(instance), "beatcop_fire_seconds_count", 0));

      String scrape = scrape(instance);
      record("healthy", scrape);
      List<String> types =
          Stream.concat(MeterTable.of("plugin").stream(), MeterTable.of("starter").stream())
              .map(
                  meter ->
                      "# TYPE "
                          + meter.prometheus()
                          + " "
                          + (meter.type().equals("timer") ? "summary" : meter.type()))
              .toList();
      assertThat(scrape.lines()).containsAll(types);
    }
  }

  @Test
  void thePausedLeaseIsHeldByNobodyAndItsTriggersAreOverdue() throws Exception {
    try (Instance instance = start();
        LeaseControl control =
            new LeaseControl(
                LeaseSettings.of(lease, Duration.ofSeconds(2)), RedisSettings.parse(redis.uri()))) {
      await().until(instance::hasFired);

      control.pause(new OperatorNote(Instant.now(), "ops", "upgrade"));

      await().until(() -> isAbove(scrape(instance), "beatcop_fires_overdue", 0));
      String scrape = scrape(instance);
      assertThat(isAbove(scrape, "beatcop_lease_held", 0)).isFalse();
      record("paused", scrape);
    }
  }

  @Test
  void aSilentRedisLosesTheLease() throws Exception {
    try (Instance instance = start()) {
      await().until(instance::hasFired);

      redis.stop();

      await().until(() -> isAbove(scrape(instance), "beatcop_lease_losses_total", 0));
      String scrape = scrape(instance);
      assertThat(isAbove(scrape, "beatcop_lease_late_total", 0)).isTrue();
      assertThat(isAbove(scrape, "beatcop_unsure_total", 0)).isTrue();
      record("redis-away", scrape);
      redis.start();
    }
  }
}
