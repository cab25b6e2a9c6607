package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.testing.MeterTable;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The plugin's meters are those of docs/metrics.md, which the command's metrics are, too. */
class MetersAreDocumentedTest {

  @Test
  void eachStandsInTheTableAndNoOther() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    // Nothing answers there, and nothing has to.
    try (Node node = Node.with("metered", "redis", "redis://127.0.0.1:1", "lease", "metered")) {
      new BeatCopMetrics(node.scheduler()).bindTo(registry);
    }

    Set<MeterTable.Meter> meters =
        registry.getMeters().stream()
            .map(MetersAreDocumentedTest::told)
            .collect(Collectors.toSet());

    assertThat(meters)
        .containsExactlyInAnyOrderElementsOf(
            MeterTable.of("plugin").stream().map(MetersAreDocumentedTest::withScheduler).toList());
  }

  @Test
  void eachSliceHasTheSameMetersWithATagOfItsOwn() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (Node node =
        Node.with(
            "cut", "redis", "redis://127.0.0.1:1", "lease", "cut", "ttl", "1s", "spread", "2")) {
      new BeatCopMetrics(node.scheduler()).bindTo(registry);
    }

    assertThat(registry.get("beatcop.fires").tag("lease", "cut").functionCounters())
        .map(meter -> meter.getId().getTag("slice"))
        .containsExactlyInAnyOrder("0", "1");
    assertThat(registry.getMeters()).allMatch(meter -> meter.getId().getTag("slice") != null);
  }

  @Test
  void aNameInPrometheusFollowsFromTheTable() {
    assertThat(
            MeterTable.all().stream()
                .filter(
                    meter ->
                        Set.of("beatcop.lease.remaining", "beatcop.fires").contains(meter.name()))
                .map(MeterTable.Meter::prometheus))
        .containsExactlyInAnyOrder("beatcop_lease_remaining_seconds", "beatcop_fires_total");
  }

  private static MeterTable.Meter told(Meter meter) {
    return new MeterTable.Meter(
        meter.getId().getName(),
        meter.getId().getType().name().toLowerCase(Locale.ROOT),
        "seconds".equals(meter.getId().getBaseUnit()) ? "s" : "",
        meter.getId().getTags().stream()
            .map(Tag::getKey)
            .collect(Collectors.toCollection(TreeSet::new)),
        Set.of());
  }

  private static MeterTable.Meter withScheduler(MeterTable.Meter meter) {
    Set<String> tags = new TreeSet<>(meter.tags());
    tags.add("scheduler");
    return new MeterTable.Meter(meter.name(), meter.type(), meter.unit(), tags, Set.of());
  }
}
