package io.beatcop.redis;

import static org.awaitility.Awaitility.await;

import io.beatcop.lease.Lease;
import io.beatcop.lease.LeaseSettings;
import io.beatcop.testing.Ledger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Nodes of this JVM that want one lease, and the ledger of who had it when. */
final class LocalNodes implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Ledger ledger = new Ledger();
  private final List<Lease> leases = new ArrayList<>();
  private final List<RecordingListener> listeners = new ArrayList<>();
  private final Thread ticker = new Thread(this::tick, "ticker");
  private volatile boolean closed;

  LocalNodes(String name, String uri, Duration ttl, int nodes) {
    for (int i = 0; i < nodes; i++) {
      RecordingListener listener = new RecordingListener();
      listeners.add(listener);
      leases.add(
          RedisLease.builder(name)
              .redis(uri)
              .ttl(ttl)
              .holder("node-" + i)
              // With the same times they would share connections, which nodes of a cluster do not.
              .timeout(LeaseSettings.defaultTimeout(ttl).plusNanos(i))
              .listener(listener)
              .build());
    }
    ticker.setDaemon(true);
    ticker.start();
    leases.forEach(Lease::campaign);
  }

  private void tick() {
    while (!closed) {
      for (Lease lease : leases) {
        // The time from before the question: a pause after it must not make the tick look late.
        long nanos = System.nanoTime();
        lease
            .grant()
            .ifPresent(grant -> ledger.tick(lease.settings().holder(), grant.token(), nanos));
      }
      LockSupport.parkNanos(500_000);
    }
  }

  /** Waits until a node holds the lease. */
  Lease holder() {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(this::held, Optional::isPresent)
        .orElseThrow();
  }

  Optional<Lease> held() {
    return leases.stream().filter(Lease::isHeld).findFirst();
  }

  void untilNobodyHolds() {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> held().isEmpty());
  }

  /** What a node was told. */
  List<String> heardBy(Lease lease) {
    return listeners.get(leases.indexOf(lease)).heard();
  }

  Ledger ledger() {
    return ledger;
  }

  @Override
  public void close() {
    closed = true;
    leases.forEach(Lease::close);
  }
}
