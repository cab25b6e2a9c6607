package io.beatcop.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import io.beatcop.process.SupervisorListener;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is answered by HTTP. */
class HttpMonitorTest {

  private static final HttpAddress ANY_PORT = new HttpAddress("127.0.0.1", 0);

  private final Lease lease =
      new Lease(LeaseSettings.of("nightly", Duration.ofSeconds(10)), new GrantingStore());
  private final NodeState state = new NodeState(lease);
  private final HttpMonitor monitor = HttpMonitor.open("--http", ANY_PORT, lease, state);
  private final Listeners supervisor = new Listeners(List.of(state, monitor.listener()));

  @BeforeEach
  void aLeaseThatIsGranted() {
    lease.start();
  }

  @AfterEach
  void close() {
    monitor.close();
    lease.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + monitor.port() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  @Test
  void aNodeThatWaitsIsHealthyButNotReady() throws Exception {
    supervisor.waiting();

    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).isEqualTo("the command does not run here\n");
  }

  @Test
  void theNodeWhoseChildRunsIsReady() throws Exception {
    supervisor.started(7, 42);

    assertThat(get("/healthz").body()).isEqualTo("ok\n");
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").body()).isEqualTo("leader\n");
  }

  @Test
  void aNodeWhoseChildRunsPastTheLeaseIsNotHealthy() throws Exception {
    supervisor.started(7, 42);
    lease.stop();

    assertThat(get("/healthz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
  }

  @Test
  void aNodeWhoseChildHasEndedIsHealthyAgain() throws Exception {
    supervisor.started(7, 42);
    supervisor.ended(0);
    lease.stop();

    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
  }

  @Test
  void theMetricsSayWhatHasHappened() throws Exception {
    supervisor.started(7, 42);
    supervisor.ended(3);
    supervisor.started(8, 42);

    assertThat(get("/metrics").body())
        .contains("beatcop_leader{lease=\"nightly\"} 1.0")
        .contains("beatcop_token{lease=\"nightly\"} 42.0")
        .containsPattern("beatcop_deadline_seconds\\{lease=\"nightly\"} [89]\\.")
        .contains("beatcop_child_up{lease=\"nightly\"} 1.0")
        .contains("beatcop_child_starts_total{lease=\"nightly\"} 2.0")
        .contains("beatcop_child_restarts_total{lease=\"nightly\"} 1.0")
        .contains("beatcop_child_exits_total{code=\"3\",lease=\"nightly\"} 1.0")
        .contains("beatcop_lease_lost_total{lease=\"nightly\",reason=\"expired\"} 0.0");
  }

  @Test
  void anotherPathIsNotFound() throws Exception {
    assertThat(get("/healthz/x").statusCode()).isEqualTo(404);
    assertThat(get("/").statusCode()).isEqualTo(404);
  }

  @Test
  void aPortThatIsTakenIsAWrongSetting() {
    HttpAddress taken = new HttpAddress("127.0.0.1", monitor.port());

    assertThatThrownBy(() -> HttpMonitor.open("--http", taken, lease, state))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("--http = 127.0.0.1:" + monitor.port() + ": can't listen there: ");
  }

  @Test
  void oneListenerThatThrowsKeepsNoNewsFromTheOthers() throws Exception {
    SupervisorListener broken =
        new SupervisorListener() {
          @Override
          public void started(long pid, long token) {
            throw new IllegalStateException("broken on purpose");
          }
        };

    new Listeners(List.of(broken, state)).started(7, 42);

    assertThat(get("/readyz").statusCode()).isEqualTo(200);
  }
}
