package io.beatcop.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.lease.SettingException;
import io.beatcop.process.Contest;
import io.beatcop.process.SupervisorListener;
import io.beatcop.redis.settings.RedisSettings;
import io.beatcop.testing.MeterTable;
import io.beatcop.testing.Slow;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is answered by HTTP. */
class HttpMonitorTest {

  private static final HttpAddress ANY_PORT = new HttpAddress("127.0.0.1", 0);
  private static final RedisSettings NOWHERE = RedisSettings.parse("redis://127.0.0.1:1");

  private final Lease lease =
      new Lease(LeaseSettings.of("nightly", Duration.ofSeconds(10)), new GrantingStore());
  private final NodeState state = new NodeState(Contest.of(lease));
  private final HttpMonitor monitor =
      HttpMonitor.open("--http", ANY_PORT, Contest.of(lease), NOWHERE, state);
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
        .contains("beatcop_lease_held{lease=\"nightly\"} 1.0")
        .contains("beatcop_lease_token{lease=\"nightly\"} 42.0")
        .containsPattern("beatcop_lease_remaining_seconds\\{lease=\"nightly\"} [1-9]\\.")
        .contains("beatcop_child_up{lease=\"nightly\"} 1.0")
        .contains("beatcop_child_starts_total{lease=\"nightly\"} 2.0")
        .contains("beatcop_child_restarts_total{lease=\"nightly\"} 1.0")
        .contains("beatcop_child_exits_total{code=\"3\",lease=\"nightly\"} 1.0")
        .contains("beatcop_lease_losses_total{lease=\"nightly\",reason=\"expired\"} 0.0");
  }

  /** The vocabulary of docs/metrics.md is that of the plugin too. */
  @Test
  void theMetricsAreThoseOfTheTable() throws Exception {
    supervisor.started(7, 42);
    supervisor.ended(3);

    assertThat(
            get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.substring("# TYPE ".length())))
        .containsExactlyInAnyOrderElementsOf(
            MeterTable.of("command").stream()
                .map(meter -> meter.prometheus() + " " + type(meter))
                .toList());
    assertThat(MeterTable.of("command"))
        .allSatisfy(
            meter ->
                assertThat(get("/metrics").body().lines())
                    .filteredOn(line -> line.startsWith(meter.prometheus()))
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(tags(line)).isEqualTo(meter.tags())));
  }

  private static String type(MeterTable.Meter meter) {
    return meter.type().equals("timer") ? "summary" : meter.type();
  }

  private static Set<String> tags(String line) {
    return Pattern.compile("([a-z.]+)=\"")
        .matcher(line)
        .results()
        .map(tag -> tag.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void anotherPathIsNotFound() throws Exception {
    assertThat(get("/healthz/x").statusCode()).isEqualTo(404);
    assertThat(get("/").statusCode()).isEqualTo(404);
  }

  /** S-g: 200 clients that send half a request, or read no answer, keep no probe waiting. */
  @Test
  void slowClientsDelayNobody() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), monitor.port());
        slow.add(client);
        String words =
            i % 2 == 0 ? "GET /healthz HTTP/1.1\r\nHos" : "GET /metrics HTTP/1.0\r\n\r\n";
        client.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
      }
      get("/healthz");

      long asked = System.nanoTime();
      String answer = exchange("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n");
      long millis = Duration.ofNanos(System.nanoTime() - asked).toMillis();

      assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nok\n");
      assertThat(millis).isLessThan(100);
    } finally {
      for (Socket client : slow) {
        client.close();
      }
    }
  }

  /** S-g: of a crowd the oldest go, and the next one is answered. */
  @Slow
  @Test
  void aCrowdKeepsNobodyOut() throws Exception {
    List<Socket> crowd = new ArrayList<>();
    try {
      for (int i = 0; i < 400; i++) {
        crowd.add(new Socket(InetAddress.getLoopbackAddress(), monitor.port()));
      }

      assertThat(exchange("GET /healthz HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    } finally {
      for (Socket client : crowd) {
        client.close();
      }
    }
  }

  /** S-g: GET and HEAD only, exact paths, and no crash by what is no HTTP. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /healthz HTTP/1.1 | 200",
        "GET /healthz?verbose=1 HTTP/1.1 | 200",
        "GET http://h/healthz HTTP/1.1 | 200",
        "HEAD /healthz HTTP/1.1 | 200",
        "HEAD /nothing HTTP/1.1 | 404",
        "POST /healthz HTTP/1.1 | 405",
        "DELETE /metrics HTTP/1.1 | 405",
        "get /healthz HTTP/1.1 | 405",
        "PRI * HTTP/2.0 | 405",
        "GET /healthz/ HTTP/1.1 | 404",
        "GET //healthz HTTP/1.1 | 404",
        "GET /%68ealthz HTTP/1.1 | 404",
        "GET /metrics/x HTTP/1.1 | 404",
        "GET /HEALTHZ HTTP/1.1 | 404",
        "GET  /healthz HTTP/1.1 | 400",
        "nonsense | 400",
        "GET /healthz | 400"
      })
  void onlyWhatIsAskedRightIsAnswered(String line, int status) throws Exception {
    assertThat(exchange(line + "\r\nHost: h\r\n\r\n")).startsWith("HTTP/1.1 " + status + " ");
  }

  /** S-g: the answer to HEAD has no body, but says how long that of GET is. */
  @Test
  void headIsAnsweredWithoutABody() throws Exception {
    assertThat(exchange("HEAD /healthz HTTP/1.1\r\n\r\n"))
        .contains("Content-Length: 3\r\n")
        .endsWith("\r\n\r\n");
  }

  /** S-g: a request without an end is refused once it is too long. */
  @Test
  void aHeadWithoutAnEndIsRefused() throws Exception {
    assertThat(exchange("GET /healthz HTTP/1.1\r\n" + "x: y\r\n".repeat(2000)))
        .startsWith("HTTP/1.1 431 ");
  }

  private String exchange(String request) throws IOException {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), monitor.port())) {
      client.setSoTimeout(20_000);
      client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  /** C-a: a probe learns of a node that can't go on. */
  @Test
  void aNodeThatIsBrokenIsNotHealthy() throws Exception {
    supervisor.broken("a thread has ended");

    assertThat(get("/healthz").statusCode()).isEqualTo(503);
    assertThat(get("/healthz").body()).isEqualTo("a thread has ended\n");
  }

  /** C-a: the same if the supervisor's loop is stuck; its time is that of the test. */
  @Test
  void aLoopThatIsStuckIsNotHealthy() {
    AtomicLong clock = new AtomicLong();
    NodeState stuck = new NodeState(Contest.of(lease), clock::get);
    clock.addAndGet(stuck.heartbeat().toNanos() * 2);
    assertThat(stuck.trouble()).isEmpty();

    clock.addAndGet(Duration.ofMinutes(1).toNanos());

    assertThat(stuck.trouble()).contains("the supervisor is stuck");
    stuck.alive();
    assertThat(stuck.trouble()).isEmpty();
  }

  @Test
  void aPortThatIsTakenIsAWrongSetting() {
    HttpAddress taken = new HttpAddress("127.0.0.1", monitor.port());

    assertThatThrownBy(() -> HttpMonitor.open("--http", taken, Contest.of(lease), NOWHERE, state))
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
