package io.beatcop.monitor;

import io.beatcop.lease.Grant;
import io.beatcop.lease.LeaseListener;
import io.beatcop.lease.Loss;
import io.beatcop.process.Contest;
import io.beatcop.process.SupervisorListener;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/**
 * The metrics for Prometheus. Each counter has a value from the start, so that a rate is right at
 * its first event. The lease's and the supervisor's threads update them; any thread may read them.
 */
final class Metrics implements LeaseListener, SupervisorListener {

  private static final long NONE = -1;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final ExpositionFormats formats = ExpositionFormats.init();
  private final Labels lease;
  private final Counter terms;
  private final Counter takeOvers;
  private final Counter releases;
  private final Counter losses;
  private final Counter late;
  private final Summary handOvers;
  private final Counter starts;
  private final Counter restarts;
  private final Counter exits;
  private volatile boolean up;
  private long lastToken = NONE;
  private boolean isAfterAnother;

  Metrics(Contest held) {
    this.lease = Labels.of("lease", held.settings().name());
    gauge(
        "beatcop_lease_held",
        "1 while this node holds the lease, else 0",
        () -> held.isHeld() ? 1 : 0);
    gauge(
        "beatcop_lease_alive",
        "0 if a bug has ended the lease, and this node must be restarted, else 1",
        () -> held.isAlive() ? 1 : 0);
    gauge(
        "beatcop_lease_token",
        "Fencing token of the term that this node holds, else 0",
        () -> held.grant().map(Grant::token).orElse(0L));
    gauge(
        "beatcop_lease_remaining_seconds",
        "For how much longer this node holds the lease unless it renews it, else 0",
        () -> held.grant().map(grant -> secondsUntil(grant.deadline().instant())).orElse(0.0));
    terms = counter("beatcop_lease_terms", "How often this node got the lease");
    takeOvers = counter("beatcop_lease_takeovers", "How often of those after another node");
    releases = counter("beatcop_lease_releases", "How often it gave it up");
    losses = counter("beatcop_lease_losses", "How often it lost it against its will", "reason");
    for (Loss.Reason reason : Loss.Reason.values()) {
      losses.initLabelValues(word(reason));
    }
    late = counter("beatcop_lease_late", "How often the deadline came near without a renewal");
    handOvers =
        Summary.builder()
            .name("beatcop_handover_duration_seconds")
            .help("How long nobody held the lease before this node took it over")
            .constLabels(lease)
            .withoutExemplars()
            .register(registry);
    gauge("beatcop_child_up", "1 while the command runs, else 0", () -> up ? 1 : 0);
    starts = counter("beatcop_child_starts", "How often the command was started");
    restarts = counter("beatcop_child_restarts", "How often of those in a term that it had run in");
    exits = counter("beatcop_child_exits", "How often it ended, by exit code", "code");
  }

  private void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .constLabels(lease)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  private Counter counter(String name, String help, String... labels) {
    Counter counter =
        Counter.builder()
            .name(name)
            .help(help)
            .constLabels(lease)
            .labelNames(labels)
            // There are no traces to link to, and to look for them takes long.
            .withoutExemplars()
            .register(registry);
    if (labels.length == 0) {
      // The first use takes long. Without this it would come when the child is about to start.
      counter.inc(0);
    }
    return counter;
  }

  private static double secondsUntil(Instant deadline) {
    return Math.max(0, Duration.between(Instant.now(), deadline).toMillis() / 1000.0);
  }

  private static String word(Loss.Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }

  /** All metrics, in the format that the client likes best. */
  HttpAnswer answer(String accept) {
    ExpositionFormatWriter writer = formats.findWriter(accept.isEmpty() ? null : accept);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try {
      writer.write(body, registry.scrape());
    } catch (IOException e) {
      return HttpAnswer.of(500, "the metrics can't be written: " + e.getMessage());
    }
    return new HttpAnswer(200, writer.getContentType(), body.toString(StandardCharsets.UTF_8));
  }

  @Override
  public void acquired(Grant grant) {
    terms.inc();
    if (isAfterAnother) {
      takeOvers.inc();
    }
    isAfterAnother = false;
  }

  @Override
  public void observed(String holder) {
    isAfterAnother = true;
  }

  /** This node has taken the lease over, and nobody had held it for that long. */
  void handedOver(Duration gap) {
    handOvers.observe(gap.toMillis() / 1000.0);
  }

  @Override
  public void released(Grant grant) {
    releases.inc();
    isAfterAnother = false;
  }

  @Override
  public void expiring(Grant grant, Duration left) {
    late.inc();
  }

  @Override
  public void lost(Grant grant, Loss loss) {
    losses.labelValues(word(loss.reason())).inc();
    isAfterAnother = false;
  }

  @Override
  public void started(long pid, long token) {
    up = true;
    starts.inc();
    if (token == lastToken) {
      restarts.inc();
    }
    lastToken = token;
  }

  @Override
  public void ended(int exitCode) {
    up = false;
    exits.labelValues(String.valueOf(exitCode)).inc();
  }
}
