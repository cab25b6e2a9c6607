package io.beatcop.monitor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.beatcop.lease.Lease;
import io.beatcop.lease.SettingException;
import io.beatcop.process.SupervisorListener;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers HTTP about one node.
 *
 * <ul>
 *   <li>{@code /metrics}: {@link Metrics}, for Prometheus.
 *   <li>{@code /healthz}: 503 if the child runs past the lease, else 200. For a liveness probe: a
 *       follower is well, and a restart mends no Redis.
 *   <li>{@code /readyz}: 200 on the one node whose child runs, else 503. For a service that must
 *       reach that node; a rolling update that waits for all nodes would wait for ever.
 * </ul>
 */
public final class HttpMonitor implements AutoCloseable {

  /** Enough for a scrape beside probes; a slow client can't take both for long. */
  private static final int THREADS = 2;

  private static final String PATIENCE_SECONDS = "10";

  private record Answer(int status, String text) {}

  /** Says how the node is. */
  private interface Question {
    Answer ask();
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final Metrics metrics;

  private HttpMonitor(HttpServer server, ExecutorService threads, Metrics metrics) {
    this.server = server;
    this.threads = threads;
    this.metrics = metrics;
  }

  /**
   * Begins to listen.
   *
   * @param setting what the user calls the setting with the address, for the error
   * @param address where
   * @param lease the node's lease, not started yet
   * @param state how the node is
   * @return the monitor, to be closed
   * @throws SettingException if that address can't be listened on
   */
  public static HttpMonitor open(
      String setting, HttpAddress address, Lease lease, NodeState state) {
    // Read once, when the server's classes are loaded. By default it waits for ever.
    System.setProperty("sun.net.httpserver.maxReqTime", PATIENCE_SECONDS);
    System.setProperty("sun.net.httpserver.maxRspTime", PATIENCE_SECONDS);
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(address.host(), address.port()), 0);
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingException(setting, address, "can't listen there: " + e.getMessage());
    }
    Metrics metrics = new Metrics(lease);
    lease.addListener(metrics);
    server.createContext("/metrics", new MetricsHandler(metrics.registry()));
    context(
        server,
        "/healthz",
        () ->
            state.isHealthy()
                ? new Answer(200, "ok")
                : new Answer(503, "the command runs past the lease"));
    context(
        server,
        "/readyz",
        () ->
            state.isLeader()
                ? new Answer(200, "leader")
                : new Answer(503, "the command does not run here"));
    ExecutorService threads = threads(lease.settings().name());
    server.setExecutor(threads);
    server.start();
    return new HttpMonitor(server, threads, metrics);
  }

  private static void context(HttpServer server, String path, Question question) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            // A context is asked for all paths that begin with its own.
            boolean exact = exchange.getRequestURI().getPath().equals(path);
            answer(exchange, exact ? question.ask() : new Answer(404, "not found"));
          }
        });
  }

  private static void answer(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = (answer.text() + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
    if (!head) {
      OutputStream to = exchange.getResponseBody();
      to.write(body);
    }
  }

  private static ExecutorService threads(String lease) {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        THREADS,
        task -> {
          Thread thread =
              new Thread(task, "beatcop-" + lease + "-http-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * The part of it that must hear of what the supervisor does.
   *
   * @return the listener
   */
  public SupervisorListener listener() {
    return metrics;
  }

  /**
   * The port that it listens on.
   *
   * @return the port
   */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Ends at once, also what is being answered: an exit waits for nobody who asks. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
