package io.beatcop.quartz;

import io.beatcop.lease.Loss;
import io.beatcop.quartz.gate.FireTimes;
import io.beatcop.quartz.scheduler.EntryParts;
import io.beatcop.quartz.scheduler.OverdueWatch;
import io.beatcop.quartz.settings.PluginSettings;
import io.beatcop.redis.HandOverTimes;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters of the plugin's entries in one scheduler, for Micrometer.
 *
 * <pre>{@code
 * new BeatCopMetrics(scheduler).bindTo(registry);
 * }</pre>
 *
 * <p>Each has the tags {@code scheduler} and {@code lease}, and {@code slice} if an entry of the
 * scheduler spreads: each slice has meters of its own then. This is the only class that needs
 * Micrometer on the class path.
 */
public final class BeatCopMetrics implements MeterBinder {

  private static final Logger log = LoggerFactory.getLogger(BeatCopMetrics.class);

  private final List<PluginEntry> entries;

  /**
   * Finds the plugin's entries.
   *
   * @param scheduler a scheduler with the plugin, started or not
   * @throws SchedulerException if the scheduler does not give its context away
   */
  public BeatCopMetrics(Scheduler scheduler) throws SchedulerException {
    entries = PluginEntries.of(scheduler);
    if (entries.isEmpty()) {
      log.warn(
          "scheduler {} has no BeatCop plugin, and so no meters: see org.quartz.plugin in its"
              + " properties",
          scheduler.getSchedulerName());
    }
  }

  /**
   * Registers the meters. They show NaN, or their last value, when the scheduler is gone.
   *
   * @param registry the registry
   */
  @Override
  public void bindTo(MeterRegistry registry) {
    // All or none: Prometheus refuses meters of one name with different tags.
    boolean spreads = entries.stream().anyMatch(entry -> entry.getSpread() > 1);
    for (PluginEntry entry : entries) {
      Tags tags = Tags.of("scheduler", entry.scheduler(), "lease", entry.getLease());
      for (EntryParts slice : entry.slices().all()) {
        String number = String.valueOf(slice.settings().slice().number());
        new Meters(entry, slice, spreads ? tags.and("slice", number) : tags, registry).bind();
      }
    }
  }

  private record Meters(PluginEntry entry, EntryParts slice, Tags tags, MeterRegistry registry) {

    void bind() {
      gauge(
          "beatcop.lease.held",
          "1 while this node holds the lease, else 0",
          its -> its.lease().isHeld() ? 1 : 0);
      Gauge.builder("beatcop.lease.alive", entry, its -> its.isAlive() ? 1 : 0)
          .description("0 if a bug has ended the lease, and this node must be restarted, else 1")
          .tags(tags)
          .register(registry);
      gauge(
          "beatcop.lease.token",
          "Fencing token of the term that this node holds, else 0",
          its -> its.lease().token().orElse(0));
      gauge(
          "beatcop.jobs.running",
          "Jobs that need the lease and run on this node",
          its -> its.running().count());
      gauge(
          "beatcop.fires.overdue",
          "Triggers with a time that no node has fired within the grace, as this node sees it",
          its ->
              its.overdue()
                  .flatMap(OverdueWatch::report)
                  .map(OverdueWatch.Report::triggers)
                  .orElse(0));
      TimeGauge.builder("beatcop.lease.remaining", slice, TimeUnit.MILLISECONDS, Meters::remaining)
          .description("How much longer this node holds the lease unless it renews it")
          .tags(tags)
          .register(registry);
      bindTerms();
      bindFirings();
      bindTimes();
    }

    private void bindTerms() {
      count("beatcop.lease.terms", "Terms of this node", its -> its.news().terms());
      count(
          "beatcop.lease.takeovers",
          "Terms of this node that followed another node's",
          its -> its.news().takeOvers());
      count("beatcop.lease.releases", "Terms that this node gave up", its -> its.news().releases());
      count(
          "beatcop.lease.late",
          "How often the deadline came near without a renewal",
          its -> its.news().late());
      for (Loss.Reason reason : Loss.Reason.values()) {
        FunctionCounter.builder("beatcop.lease.losses", slice, its -> its.news().losses(reason))
            .description("Terms that this node lost")
            .tags(tags.and("reason", reason.name().toLowerCase(Locale.ROOT)))
            .register(registry);
      }
    }

    private void bindFirings() {
      count("beatcop.fires", "Firings that were let through", its -> its.counts().fires());
      count("beatcop.vetoes", "Firings that were not this node's", its -> its.counts().vetoes());
      count(
          "beatcop.duplicates",
          "Second firings of one scheduled time that were prevented",
          its -> its.counts().duplicates());
      count(
          "beatcop.unsure",
          "Firings of which Redis did not say in time whether they had happened before",
          its -> its.counts().unsure());
      count(
          "beatcop.recovered",
          "Triggers wound back, and jobs repeated, since nobody had fired them",
          its -> its.counts().recovered());
    }

    private void bindTimes() {
      Timer lag = timer("beatcop.fire.lag", "From the scheduled time to the moment of the firing");
      Timer claim = timer("beatcop.claim.duration", "How long a worker waited for its verdict");
      slice
          .counts()
          .times()
          .add(
              new FireTimes.Recorder() {
                @Override
                public void claimed(Duration wait) {
                  claim.record(wait);
                }

                @Override
                public void fired(Duration late) {
                  lag.record(late);
                }
              });
      Timer handOver =
          timer(
              "beatcop.handover.duration",
              "How long nobody held the lease before this node took it over");
      PluginSettings settings = slice.settings();
      slice
          .lease()
          .addListener(
              new HandOverTimes(settings.lease(), settings.redis(), gap -> handOver.record(gap)));
    }

    private void gauge(String name, String description, ToDoubleFunction<EntryParts> value) {
      Gauge.builder(name, slice, value).description(description).tags(tags).register(registry);
    }

    private void count(String name, String description, ToDoubleFunction<EntryParts> value) {
      FunctionCounter.builder(name, slice, value)
          .description(description)
          .tags(tags)
          .register(registry);
    }

    private Timer timer(String name, String description) {
      return Timer.builder(name).description(description).tags(tags).register(registry);
    }

    private static double remaining(EntryParts slice) {
      return slice
          .lease()
          .deadline()
          .map(deadline -> Math.max(0, Duration.between(Instant.now(), deadline).toMillis()))
          .orElse(0L);
    }
  }
}
