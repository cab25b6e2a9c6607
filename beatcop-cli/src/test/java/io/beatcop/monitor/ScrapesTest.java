package io.beatcop.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.process.Contest;
import io.beatcop.process.EndingStore;
import io.beatcop.process.SupervisorListener;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.Slow;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Makes faults, and records what is scraped then, for the tests of the alerts:
 * examples/grafana/scrapes has copies of target/scrapes.
 */
@Slow
class ScrapesTest {

  private static final Path FOLDER = Path.of("target", "scrapes");

  private static String scrape(HttpMonitor monitor) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + monitor.port() + "/metrics"))
                .build(),
            BodyHandlers.ofString())
        .body();
  }

  private static HttpMonitor open(Lease lease) {
    return HttpMonitor.open(
        "--http",
        new HttpAddress("127.0.0.1", 0),
        Contest.of(lease),
        RedisSettings.parse("redis://127.0.0.1:1"),
        new NodeState(Contest.of(lease)));
  }

  private static void record(String fault, String scrape) throws IOException {
    Files.createDirectories(FOLDER);
    Files.writeString(
        FOLDER.resolve(fault + ".txt"),
        scrape
            .lines()
            .filter(line -> line.contains("beatcop_"))
            .sorted()
            .collect(Collectors.joining("\n", "", "\n")));
  }

  @Test
  void aCommandThatEndsAgainAndAgain() throws Exception {
    try (Lease lease =
            new Lease(LeaseSettings.of("celerybeat", Duration.ofSeconds(10)), new GrantingStore());
        HttpMonitor monitor = open(lease)) {
      lease.start();
      SupervisorListener command = monitor.listener();
      command.started(7, 42);
      record("command-healthy", scrape(monitor));

      for (int i = 0; i < 3; i++) {
        command.ended(1);
        command.started(8 + i, 42);
      }

      String scrape = scrape(monitor);
      assertThat(scrape).contains("beatcop_child_exits_total{code=\"1\",lease=\"celerybeat\"} 3.0");
      record("command-ends", scrape);
    }
  }

  @Test
  void aLeaseThatABugHasEnded() throws Exception {
    try (Lease lease =
            new Lease(LeaseSettings.of("celerybeat", Duration.ofMillis(200)), new EndingStore());
        HttpMonitor monitor = open(lease)) {
      lease.campaign();

      await().until(() -> !lease.isAlive());

      String scrape = scrape(monitor);
      assertThat(scrape).contains("beatcop_lease_alive{lease=\"celerybeat\"} 0.0");
      record("command-ended", scrape);
    }
  }
}
