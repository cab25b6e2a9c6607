package io.beatcop.monitor;

import io.beatcop.lease.SettingException;
import io.beatcop.process.Contest;
import io.beatcop.process.SupervisorListener;
import io.beatcop.redis.HandOverTimes;
import io.beatcop.redis.settings.RedisSettings;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Answers HTTP about one node.
 *
 * <ul>
 *   <li>{@code /metrics}: {@link Metrics}, for Prometheus.
 *   <li>{@code /healthz}: 503 if the child runs past the lease, or this node can't go on, else 200.
 *       For a liveness probe: a follower is well, and a restart recovers no Redis.
 *   <li>{@code /readyz}: 200 on the one node whose child runs, else 503. For a service that must
 *       reach that node; a rolling update that waits for all nodes would never end.
 * </ul>
 */
public final class HttpMonitor implements AutoCloseable {

  private final HttpListener listener;
  private final Metrics metrics;

  private HttpMonitor(HttpListener listener, Metrics metrics) {
    this.listener = listener;
    this.metrics = metrics;
  }

  /**
   * Begins to listen.
   *
   * @param setting the user's name of the setting with the address, for the error
   * @param address the address
   * @param lease the node's lease, not started yet
   * @param redis where it is kept
   * @param state the state of the node
   * @return the monitor, to be closed
   * @throws SettingException if that address can't be listened on
   */
  public static HttpMonitor open(
      String setting, HttpAddress address, Contest lease, RedisSettings redis, NodeState state) {
    Metrics metrics = new Metrics(lease);
    HttpListener listener;
    try {
      listener =
          new HttpListener(
              new InetSocketAddress(address.host(), address.port()),
              request -> answer(request, state, metrics));
    } catch (IOException | RuntimeException e) {
      throw new SettingException(setting, address, "can't listen there: " + e.getMessage());
    }
    lease.addListener(metrics);
    lease.addListener(new HandOverTimes(lease.settings(), redis, metrics::handedOver));
    Thread thread = new Thread(listener, "beatcop-" + lease.settings().name() + "-http");
    thread.setDaemon(true);
    thread.start();
    return new HttpMonitor(listener, metrics);
  }

  private static HttpAnswer answer(HttpRequest request, NodeState state, Metrics metrics) {
    return switch (request.path()) {
      case "/metrics" -> metrics.answer(request.accept());
      case "/healthz" ->
          state
              .trouble()
              .map(trouble -> HttpAnswer.of(503, trouble))
              .orElseGet(() -> HttpAnswer.of(200, "ok"));
      case "/readyz" ->
          state.isLeader()
              ? HttpAnswer.of(200, "leader")
              : HttpAnswer.of(503, "the command does not run here");
      default -> HttpAnswer.of(404, "not found");
    };
  }

  /**
   * The listener that must hear what the supervisor does.
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
    return listener.port();
  }

  /** Ends at once, even requests under way: an exit waits for no client. */
  @Override
  public void close() {
    listener.close();
  }
}
